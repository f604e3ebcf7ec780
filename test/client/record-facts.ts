import type { HistoryFact } from '../../model/history-fact.ts';
import type { OperationRequest, VerbInput, VerbRecord } from '../../model/operation.ts';
import type { FailureView } from '../../model/step.ts';
import { progressOf } from './screens/examples.ts';

export const SQL = { kind: 'sql', on: '10.0.0.1:9030', statement: 'X' } as const;

let clock = 0;
/** Each fact a second after the one before. */
export const tick = () => new Date(Date.UTC(2026, 10, 21, 2, 0, clock++)).toISOString();

export const REQUEST = { ...progressOf({}).request, cluster: { name: 'prod' } } as unknown as OperationRequest;
export const ASKED: HistoryFact = { kind: 'asked', request: REQUEST, at: tick() };

export function scheduled(event: number, activityId: string, title = `title of ${activityId}`): HistoryFact {
  return { kind: 'scheduled', event, activityId, title, at: tick() };
}

export function completed(event: number, result: unknown): HistoryFact {
  return { kind: 'completed', event, result, at: tick() };
}

export function failed(event: number, failure: FailureView): HistoryFact {
  return { kind: 'failed', event, failure, at: tick() };
}

export function verb(name: VerbRecord['verb'], input: VerbInput): HistoryFact {
  return { kind: 'verb', verb: name, input, at: tick() };
}

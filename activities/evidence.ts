import type { Action, ChangeResult, Json } from '../model/step.ts';

/** The result of a change with one action. */
export function evidence(action: Action, answer: string, value?: Json): ChangeResult {
  return {
    evidence: [{ action, answer, at: new Date().toISOString() }],
    ...(value !== undefined && { value }),
  };
}

import type { Cause } from '../../../model/diagnosis.ts';
import type { OperationProgress, OperationState, StepProgress } from '../../../model/operation.ts';

export function at(clock: string): string {
  return `2026-11-21T${clock}.000Z`;
}

export const DRAINED: StepProgress = {
  id: 'be-3/drained',
  node: 'be-3',
  kind: 'wait',
  title: 'Wait until its tablets have moved',
  state: 'running',
  long: true,
  startedAt: at('01:00:00'),
  progress: {
    nodes: { 'be-3': { startedAt: 0, total: 68, progressAt: 0, samples: [{ at: 0, left: 4, bytes: 17_000_000 }] } },
  },
};

export function progressOf(change: Partial<OperationProgress>): OperationProgress {
  return {
    request: {
      id: '4kx9t2mq',
      verb: 'remove',
      role: 'be',
      nodes: ['be-3'],
      cluster: 'prod',
      mode: 'run',
      onFailure: 'hold',
      by: 'ada@laptop',
    },
    state: 'running',
    startedAt: at('01:00:00'),
    steps: [DRAINED],
    verbs: [],
    ...change,
  };
}

export function stalled(cause: Cause): OperationProgress {
  const stall = {
    cause,
    message: '_statistics_.column_statistics has 3 replicas, and 2 hosts can take one',
    example: '_statistics_.column_statistics tablet 20311',
    lasting: 'permanent',
    next: ['muster add be-4', 'ALTER TABLE `_statistics_`.`column_statistics` SET ("replication_num" = "2");'],
    since: at('01:27:12'),
    nodes: ['be-3'],
  } as const;
  return progressOf({ steps: [{ ...DRAINED, progress: { nodes: DRAINED.progress?.nodes ?? {}, stall } }] });
}

export function attended(clock: string): OperationProgress {
  const failure = {
    code: 'SQL_PRIVILEGE',
    kind: 'refused',
    message: 'the user muster lacks NODE on SYSTEM',
    hint: "GRANT NODE ON SYSTEM TO 'muster';",
  } as const;
  return progressOf({
    state: 'needs attention',
    steps: [{ ...DRAINED, state: 'failed', failure }],
    attention: { step: 'be-3/drained', failure, verbs: ['retry', 'undo', 'abandon'], since: at(clock) },
  });
}

export function waiting(opensAt: string): OperationProgress {
  const { id, title } = DRAINED;
  const window = { span: '22:00,04:00', timezone: 'Asia/Shanghai', open: false, opensAt, closesAt: null } as const;
  return progressOf({
    state: 'waiting',
    steps: [{ ...DRAINED, state: 'pending' }],
    window: { step: id, title, since: at('02:00:00'), ...window },
  });
}

export function ended(state: OperationState): OperationProgress {
  return progressOf({
    state,
    steps: [{ ...DRAINED, state: state === 'done' ? 'done' : 'skipped' }],
    endedAt: at('04:00:00'),
  });
}

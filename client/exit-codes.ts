import type { ErrorCode } from '../model/error.ts';
import type { OperationProgress, OperationState } from '../model/operation.ts';

/** What the shell is told. Documented in the help and in docs/; scripts depend on them. */
export const EXIT = {
  DONE: 0,
  FAILED: 1,
  BAD_INPUT: 2,
  REFUSED: 3,
  BUSY: 4,
  ATTENTION: 5,
  UNREACHABLE: 6,
  DETACHED: 7,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_MEANINGS: Readonly<Record<ExitCode, string>> = {
  0: 'done',
  1: 'failed, undone or abandoned',
  2: 'bad input',
  3: 'refused by a check',
  4: 'another operation holds the cluster',
  5: 'the operation needs attention',
  6: 'Temporal or its worker is out of reach',
  7: 'detached while the operation goes on',
};

const BY_ERROR: Partial<Readonly<Record<ErrorCode, ExitCode>>> = {
  BAD_INPUT: EXIT.BAD_INPUT,
  NOT_FOUND: EXIT.BAD_INPUT,
  SECRET_MISSING: EXIT.BAD_INPUT,
  CHECK_REFUSED: EXIT.REFUSED,
  VERB_REFUSED: EXIT.REFUSED,
  CLUSTER_BUSY: EXIT.BUSY,
  CLUSTER_SUSPENDED: EXIT.BUSY,
  CLUSTER_LEASED: EXIT.BUSY,
  DRAIN_ENDED: EXIT.BUSY,
  TEMPORAL_DOWN: EXIT.UNREACHABLE,
  TEMPORAL_AUTH: EXIT.UNREACHABLE,
  TEMPORAL_UNPREPARED: EXIT.UNREACHABLE,
  TEMPORAL_OLD: EXIT.UNREACHABLE,
  NO_WORKER: EXIT.UNREACHABLE,
  FOREMAN_STUCK: EXIT.UNREACHABLE,
  SUBMIT_LATE: EXIT.UNREACHABLE,
};

const BY_STATE: Readonly<Record<OperationState, ExitCode>> = {
  running: EXIT.DETACHED,
  waiting: EXIT.DETACHED,
  paused: EXIT.DETACHED,
  undoing: EXIT.DETACHED,
  'needs attention': EXIT.ATTENTION,
  done: EXIT.DONE,
  planned: EXIT.DONE,
  refused: EXIT.REFUSED,
  undone: EXIT.FAILED,
  abandoned: EXIT.FAILED,
  failed: EXIT.FAILED,
};

export function exitCodeOfError(code: ErrorCode): ExitCode {
  return BY_ERROR[code] ?? EXIT.FAILED;
}

/** A watch that ends while the operation is still open has detached from it. */
export function exitCodeOfOperation({ state, failure }: Pick<OperationProgress, 'state' | 'failure'>): ExitCode {
  const ofError = failure === undefined ? undefined : exitCodeOfError(failure.code);
  if (state === 'failed' && ofError !== undefined) return ofError;
  // That somebody holds the cluster is found out before its first change by the operation itself.
  return state === 'refused' && ofError === EXIT.BUSY ? EXIT.BUSY : BY_STATE[state];
}

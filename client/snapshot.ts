import type { OperationProgress } from '../model/operation.ts';
import type { LongProgress } from '../model/progress.ts';
import type { FailureView } from '../model/step.ts';
import type { Stuck } from '../model/stuck.ts';

/** What the server knows of an activity that has not ended; read without a worker. */
export interface LiveStep {
  /** From the last heartbeat. */
  readonly note?: string;
  /** ISO time of that heartbeat. */
  readonly at?: string;
  /** From that heartbeat too, of a wait of days. */
  readonly progress?: LongProgress;
  /** From 1. */
  readonly attempt: number;
  /** Why the last attempt ended; absent when it only had to wait. */
  readonly failure?: FailureView;
  /** ISO time, while it waits between two attempts. */
  readonly nextTryAt?: string;
}

/** An operation as it is known at one moment. */
export interface Snapshot {
  readonly workflowId: string;
  readonly runId: string;
  readonly progress: OperationProgress;
  /** By step id. */
  readonly live: Readonly<Record<string, LiveStep>>;
  /** `worker` answered · `server` only: put together from the history · `result`: it has ended. */
  readonly source: 'worker' | 'server' | 'result';
  /** Of `server`: a worker runs, and cannot go on with it. */
  readonly stuck?: Stuck;
}

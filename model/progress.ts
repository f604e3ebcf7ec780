import type { Diagnosis } from './diagnosis.ts';

/** One look at what is left. Times here are milliseconds since 1970. */
export interface Sample {
  readonly at: number;
  readonly left: number;
  readonly bytes?: number;
}

/**
 * What a wait of days knows of one node. It travels in heartbeats from try to try, and from one epoch to the next through
 * the workflow, so it stays small.
 */
export interface DrainRecord {
  readonly startedAt: number;
  /** The most that was ever left. */
  readonly total: number;
  readonly totalBytes?: number;
  /** When the count last fell below its lowest. */
  readonly progressAt: number;
  /** Thinned, the oldest first. */
  readonly samples: readonly Sample[];
}

/** What can be said of one node now. */
export interface DrainView {
  readonly left: number;
  readonly total: number;
  readonly bytes?: number;
  readonly totalBytes?: number;
  /** Absent before anything can be said. */
  readonly perHour?: number;
  readonly bytesPerHour?: number;
  readonly eta?: { readonly from: number; readonly to: number };
  readonly progressAt: number;
  readonly quietMs: number;
}

/** What a long wait reports of itself while it runs: small, and complete enough to be shown with no worker. */
export interface LongProgress {
  /** By alias of the node. */
  readonly nodes: Readonly<Record<string, DrainRecord>>;
  /** Why nothing moves, since when (ISO). */
  readonly stall?: Diagnosis & {
    readonly since: string;
    /** Those that stand still; others may move. @default those that have not moved since */
    readonly nodes?: readonly string[];
  };
  /** Why the last look did not come to an end: what is known is that of the look before. */
  readonly trouble?: string;
  /** Lines worth keeping: a switch that was set again, a cause that is gone. The latest last, at most ten. */
  readonly notes?: readonly { readonly at: string; readonly text: string }[];
  /** How often news of it ended an epoch early: history is not to grow with a drain that stalls and goes on all week. */
  readonly told?: number;
}

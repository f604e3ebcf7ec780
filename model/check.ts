import type { Finding } from './step.ts';

/** What `muster check` found; `by`: the process that looked. */
export interface CheckReport {
  readonly cluster: string;
  readonly engine: string;
  /** Of the leader as it runs; the file's when none answers. */
  readonly version: string;
  /** ISO time. */
  readonly readAt: string;
  readonly findings: readonly Finding[];
}

/** What one worker can resolve and reach. */
export interface ReachReport {
  /** As `describe` of the task queue names it. */
  readonly worker: string;
  readonly findings: readonly Finding[];
}

import type { Finding } from './step.ts';

/** What a status says of a cluster of any engine. */
export interface StatusBase {
  readonly cluster: string;
  /** Of the leader as it runs; the file's when none answers. */
  readonly version: string;
  /** ISO time of the reading. */
  readonly readAt: string;
  /** Handle; absent when none is leader by majority and answers. */
  readonly leader?: string;
  readonly voters?: { readonly alive: number; readonly total: number };
  readonly findings: readonly Finding[];
  /** Commands or statements that can be pasted. */
  readonly next: readonly string[];
}

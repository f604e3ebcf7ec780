import type { DeskState, RunningWork } from '../../model/foreman.ts';
import type { UsedId } from '../../model/operation.ts';
import { awaitClosed } from './await-closed.ts';
import type { ComingIds } from './find-used-since.ts';
import { lookAround } from './look-around.ts';
import { recover } from './recover.ts';

/** What a foreman asks of the server that it runs on. */
export interface ForemanEyes {
  /** Returns when no run of that name is open. */
  awaitClosed(input: { readonly workflowId: string }): Promise<void>;
  /** What an earlier foreman of the cluster left behind, and what runs without one. */
  recover(input: RecoverInput): Promise<DeskState>;
  /** Before each decision: what of the desk is no longer so. */
  lookAround(input: LookInput): Promise<Surroundings>;
}

export interface RecoverInput {
  readonly cluster: string;
  /** Of the foreman that asks. */
  readonly runId: string;
}

export interface LookInput {
  readonly cluster: string;
  /** Ids of the operations that are taken to run. */
  readonly running: readonly string[];
  /** Of the one that is asked for. @default none: the queue is looked through */
  readonly asked?: string;
  /** Of the one that is to begin out of the queue. @default none is, or it comes with no id */
  readonly waited?: Omit<ComingIds, 'cluster'>;
}

export interface Surroundings {
  /** Operations of the cluster that run and are not known: one that was reset after it had ended. */
  readonly strays: readonly RunningWork[];
  /** Ids of those that have closed meanwhile, of which the word has not come yet. */
  readonly closed: readonly string[];
  /** Whether the one that is asked for has begun before. */
  readonly asked: 'absent' | 'open' | 'closed';
  /** Ids of the one that waited which others have used meanwhile. Absent in answers of before this was looked at. */
  readonly used?: readonly UsedId[];
}

export function createForemanEyes(): ForemanEyes {
  return { awaitClosed, recover, lookAround };
}

import { CLOSED_STATES, type OperationProgress } from '../operation.ts';
import type { StepKind } from '../step.ts';

/** Raised when a reader of before could misread what is written. */
export const RECORD_FORMAT = 1;

/** The activity that writes the record of an operation that has ended. */
export const WRITE_RECORD = 'muster.records.write';

/** One run of an operation. */
export interface RunName {
  readonly workflowId: string;
  readonly runId: string;
}

/** One that has ended: the latest run of that name, where none is named. */
export type EndedName = Pick<RunName, 'workflowId'> & Partial<RunName>;

/** A step that an undo would take, as far as that can be told before. */
export interface UndoOutline {
  readonly id: string;
  readonly kind: StepKind;
  readonly title: string;
  readonly node?: string;
  /** Ids of the steps that it takes back, and that may have happened. */
  readonly takesBack: readonly string[];
}

/** What an operation says of itself while it runs, for whoever writes it down. */
export interface RecordNote {
  readonly progress: OperationProgress;
  /** What an undo would do now, in its order. */
  readonly undo: readonly UndoOutline[];
}

/** An operation as it is kept in a file: readable with no Temporal, no worker and no network. */
export interface OperationRecord extends RecordNote, RunName {
  readonly format: typeof RECORD_FORMAT;
  /** ISO time up to which it tells. */
  readonly asOf: string;
  /** Events of its history by then: of two records of one run the one with more is the later one. */
  readonly events: number;
}

/** The answer of the activity: a disk that cannot be written is no reason to hold anything. */
export type KeptRecord =
  | { readonly kept: true; readonly file: string }
  | { readonly kept: false; readonly why: string };

export function hasEnded({ progress }: Pick<OperationRecord, 'progress'>): boolean {
  return CLOSED_STATES.includes(progress.state);
}

/** Whether a record takes the place of the one that is there: workers write beside each other, and one may be late. */
export function supersedes(next: OperationRecord, known: OperationRecord | undefined): boolean {
  if (known === undefined) return true;
  // A reset makes another run of the same operation: the later one is what goes on.
  if (next.runId !== known.runId) return Date.parse(next.asOf) >= Date.parse(known.asOf);
  if (hasEnded(known) !== hasEnded(next)) return hasEnded(next);
  return next.events >= known.events;
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { Client } from '@temporalio/client';
import { MusterError } from '../model/error.ts';
import type { Installation } from '../model/lease/lease.ts';
import type { LongProgress } from '../model/progress.ts';
import type { KeptRecord, EndedName } from '../model/record/record.ts';
import type { Heartbeat } from '../model/step.ts';

/** What surrounds a running activity. The worker makes one for each try; a command that only reads runs without. */
export interface ActivityScope {
  /** Fires when the try is cancelled, times out or the worker ends. */
  readonly signal: AbortSignal;
  /** Starts at 1. */
  readonly attempt: number;
  /** The run of the operation: what it left behind on a host is known as its own. */
  readonly owner: string;
  /** A note, and what a wait of days knows; without it what was reported last is kept. */
  readonly reportNote: (note: string, progress?: LongProgress) => void;
  /** What the try before this one reported last. */
  readonly last?: Heartbeat | undefined;
  /** What another activity of the same operation, that of a step, reported last. */
  readonly beatOf?: (step: string) => Promise<Heartbeat | undefined>;
  /** To the server that has the operation. */
  readonly client?: Client;
  /** When this try was due, in ms since 1970, by the clock of the server: it is the one that a test may skip. */
  readonly now?: number;
  /** How long ago the first try was due, in ms, by the same clock. */
  readonly sinceFirst?: number;
  /** Where the workers of that server look for work. */
  readonly taskQueue?: string;
  /** The workflow of the operation; `owner` is its run. */
  readonly workflow?: string;
  /** Whose operation it is, as its server says. */
  readonly installation?: () => Promise<Installation>;
  /** Whether an operation of this installation is over, or not known any more. */
  readonly hasEnded?: (asked: AskedOperation) => Promise<boolean>;
  /** Writes the record of an operation that has ended. */
  readonly keepEnded?: (run: EndedName) => Promise<KeptRecord>;
}

export interface AskedOperation {
  readonly operation: string;
  readonly workflow: string;
  readonly run: string;
}

const storage = new AsyncLocalStorage<ActivityScope>();
const unscoped: ActivityScope = { signal: new AbortController().signal, attempt: 1, owner: '', reportNote: () => {} };

// One signal ends every connection of a reading: a cluster of ten has some dozens, and Node warns of a leak from eleven on.
setMaxListeners(0, unscoped.signal);

/** Everything that `body` starts sees `scope`. */
export function runInScope<Result>(scope: ActivityScope, body: () => Promise<Result>): Promise<Result> {
  setMaxListeners(0, scope.signal);
  return storage.run(scope, body);
}

/** The same for what is started in here, with more of it. */
export function extendScope<Result>(more: Partial<ActivityScope>, body: () => Promise<Result>): Promise<Result> {
  return storage.run({ ...(storage.getStore() ?? unscoped), ...more }, body);
}

/** One line on what is being done or waited for; seen in `describe` within about a second, also with no worker later. */
export function reportNote(note: string, progress?: LongProgress): void {
  (storage.getStore() ?? unscoped).reportNote(note, progress);
}

/** Of the try before this one. */
export function lastHeartbeat(): Heartbeat | undefined {
  return (storage.getStore() ?? unscoped).last;
}

/** Of the activity of another step of the same operation, which has not ended. */
export async function beatOf(step: string): Promise<Heartbeat | undefined> {
  return await (storage.getStore() ?? unscoped).beatOf?.(step);
}

/** In the directory of this worker. */
export async function keepEnded(run: EndedName): Promise<KeptRecord> {
  const keep = (storage.getStore() ?? unscoped).keepEnded;
  return keep === undefined ? { kept: false, why: 'this worker keeps no records' } : await keep(run);
}

/** The clock of a wait of days: that of the server, which a test may skip. */
export function activityNow(): number {
  return (storage.getStore() ?? unscoped).now ?? Date.now();
}

/** Since the first try of this activity was due, in ms. */
export function sinceFirstTry(): number {
  return (storage.getStore() ?? unscoped).sinceFirst ?? 0;
}

/** For what is asked of Temporal itself; a command that only reads has none. */
export function activityClient(): Client {
  const client = storage.getStore()?.client;
  if (client === undefined) throw new MusterError('INTERNAL', 'Temporal is asked from outside of a worker');
  return client;
}

/** Take it when the activity begins: a listener of a socket or timer that is shared runs outside of the scope. */
export function activitySignal(): AbortSignal {
  return (storage.getStore() ?? unscoped).signal;
}

export function activityAttempt(): number {
  return (storage.getStore() ?? unscoped).attempt;
}

export function activityOwner(): string {
  return (storage.getStore() ?? unscoped).owner;
}

/** Of the worker that runs it, for workflows that it starts. */
export function activityTaskQueue(): string {
  const taskQueue = storage.getStore()?.taskQueue;
  if (taskQueue === undefined) throw new MusterError('INTERNAL', 'A workflow is started from outside of a worker');
  return taskQueue;
}

export function activityWorkflow(): string {
  return (storage.getStore() ?? unscoped).workflow ?? '';
}

/** Nothing outside of a worker: what only reads holds no cluster. */
export async function activityInstallation(): Promise<Installation | undefined> {
  return await (storage.getStore() ?? unscoped).installation?.();
}

export async function hasEnded(asked: AskedOperation): Promise<boolean> {
  return (await (storage.getStore() ?? unscoped).hasEnded?.(asked)) ?? false;
}

/** Thrown by a wait whose world is not so yet: the server tries again after `delayMs`, which costs no history. */
export function notYet(note: string, delayMs: number, progress?: LongProgress): ApplicationFailure {
  reportNote(note, progress);
  const last: Heartbeat = { note, at: new Date().toISOString() };
  return ApplicationFailure.create({
    type: 'NOT_YET',
    message: note,
    details: [last],
    nextRetryDelay: Math.max(1, Math.round(delayMs)),
    category: ApplicationFailureCategory.BENIGN,
  });
}

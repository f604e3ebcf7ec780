import { AsyncLocalStorage } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { Heartbeat } from '../model/step.ts';

/** What surrounds a running activity. The worker makes one for each try; a command that only reads runs without. */
export interface ActivityScope {
  /** Fires when the try is cancelled, times out or the worker ends. */
  readonly signal: AbortSignal;
  /** Starts at 1. */
  readonly attempt: number;
  /** The run of the operation: what it left behind on a host is known as its own. */
  readonly owner: string;
  readonly reportNote: (note: string) => void;
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

/** One line on what is being done or waited for; seen in `describe` within about a second, also with no worker later. */
export function reportNote(note: string): void {
  (storage.getStore() ?? unscoped).reportNote(note);
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

/** Thrown by a wait whose world is not so yet: the server tries again after `delayMs`, which costs no history. */
export function notYet(note: string, delayMs: number): ApplicationFailure {
  reportNote(note);
  const last: Heartbeat = { note, at: new Date().toISOString() };
  return ApplicationFailure.create({
    type: 'NOT_YET',
    message: note,
    details: [last],
    nextRetryDelay: Math.max(1, Math.round(delayMs)),
    category: ApplicationFailureCategory.BENIGN,
  });
}

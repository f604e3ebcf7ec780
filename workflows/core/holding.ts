import { condition } from '@temporalio/workflow';
import type { OnFailure, Verb } from '../../model/operation.ts';
import type { Journal } from './journal.ts';
import { type StepFailed, UndoRequested } from './view-failure.ts';

/** Holds for a person: pause, and needs attention. The verbs only set a flag here, so they answer at once. */
export class Holding {
  readonly #journal: Journal;
  readonly #onFailure: OnFailure;
  #paused = false;
  #retry = false;

  constructor(journal: Journal, onFailure: OnFailure) {
    this.#journal = journal;
    this.#onFailure = onFailure;
  }

  get paused(): boolean {
    return this.#paused;
  }

  pause(): void {
    this.#paused = true;
    if (this.#journal.state === 'running') this.#journal.set({ state: 'paused' });
  }

  resume(): void {
    this.#paused = false;
    if (this.#journal.state === 'paused') this.#journal.set({ state: 'running' });
  }

  retry(): void {
    this.#retry = true;
  }

  /** Before each step: waits while paused. */
  async whilePaused(): Promise<void> {
    if (!this.#paused) return;
    await condition(() => !this.#paused);
  }

  /** Returns when a person said `retry`; `undo` cancels the scope around it. */
  async forAttention(failed: StepFailed, verbs: readonly Verb[]): Promise<void> {
    if (this.#onFailure === 'undo' && verbs.includes('undo')) throw new UndoRequested(failed.view.message);
    const before = this.#journal.state;
    this.#retry = false;
    const since = new Date().toISOString();
    this.#journal.set({
      state: 'needs attention',
      attention: { step: failed.step, failure: failed.view, verbs, since },
    });
    try {
      await condition(() => this.#retry);
    } finally {
      this.#journal.set({
        state: before === 'undoing' ? 'undoing' : this.#paused ? 'paused' : 'running',
        attention: undefined,
      });
    }
  }
}

import { CancellationScope, CancelledFailure, condition, patched } from '@temporalio/workflow';
import { addressVerbs } from '../../model/address-verbs.ts';
import type { OnFailure, Verb } from '../../model/operation.ts';
import type { FailureView } from '../../model/step.ts';
import type { Journal } from './journal.ts';
import type { Wish } from './procedure.ts';
import { Abandoned, type StepFailed, UndoRequested } from './view-failure.ts';

export interface HoldOptions {
  readonly verbs: readonly Verb[];
  /** What is so after a skip. @default it cannot be skipped */
  readonly skippable?: string | undefined;
}

/** Holds for a person: pause, and needs attention. The verbs only set a flag here, so they answer at once. */
export class Holding {
  readonly #journal: Journal;
  readonly #onFailure: OnFailure;
  #paused = false;
  #abandoned = false;
  #answer: 'retry' | 'skip' | undefined;
  #choice: string | undefined;
  readonly #wishes: Wish[] = [];
  /** What a person wished last, by switch. */
  readonly #wished = new Map<string, string>();
  /** Where several nodes are worked on at once, one of them asks at a time. */
  #asking: Promise<unknown> = Promise.resolve();

  constructor(journal: Journal, onFailure: OnFailure) {
    this.#journal = journal;
    this.#onFailure = onFailure;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** A person wants to stop here and leave everything as it is. */
  get abandoned(): boolean {
    return this.#abandoned;
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
    this.#answer = 'retry';
  }

  skip(): void {
    this.#answer = 'skip';
  }

  /** What the person chose who abandoned it. */
  get choice(): string | undefined {
    return this.#choice;
  }

  abandon(choice?: string): void {
    this.#abandoned = true;
    this.#choice = choice;
  }

  /** What is still done after it was abandoned may itself ask for a person. */
  reset(): void {
    this.#abandoned = false;
  }

  wish(wish: Wish): void {
    this.#wished.set(wish.knob, wish.value);
    this.#wishes.push(wish);
  }

  /** A wish of the windows, for a while: that of a person comes back after it. */
  wishMeanwhile(wish: Wish): void {
    this.#wishes.push(wish);
  }

  wishedFor(knob: string): string | undefined {
    return this.#wished.get(knob);
  }

  get hasWish(): boolean {
    return this.#wishes.length > 0;
  }

  takeWish(): Wish | undefined {
    return this.#wishes.shift();
  }

  /** What was waited for is over, and with it what they were for. */
  forgetWishes(): void {
    this.#wishes.length = 0;
  }

  /** Before each step: waits while paused. */
  async whilePaused(): Promise<void> {
    if (!this.#paused) return;
    await condition(() => !this.#paused);
  }

  /** Returns what a person said, `retry` or `skip`; `undo` cancels the scope around it, `abandon` ends the operation. */
  async forAttention(failed: StepFailed, options: HoldOptions): Promise<'retry' | 'skip'> {
    const turn = this.#asking.then(
      () => this.#ask(failed, options),
      () => this.#ask(failed, options),
    );
    this.#asking = turn;
    return await turn;
  }

  async #ask(failed: StepFailed, { verbs, skippable }: HoldOptions): Promise<'retry' | 'skip'> {
    const offered = verbs.filter((verb) => verb !== 'undo' || this.#journal.noReturn === undefined);
    if (this.#onFailure === 'undo' && offered.includes('undo')) throw new UndoRequested(failed.view.message);
    // It failed while it was being stopped, or another one was asked about meanwhile: a person has answered already.
    if (CancellationScope.current().consideredCancelled && patched('asked-when-stopped'))
      throw new CancelledFailure('stopped before anybody was asked');
    const before = this.#journal.state;
    this.#answer = undefined;
    const since = new Date().toISOString();
    this.#journal.set({
      state: 'needs attention',
      attention: {
        step: failed.step,
        failure: addressHint(failed.view, this.#journal.operation, offered),
        verbs: offered,
        ...(skippable !== undefined && { skippable }),
        since,
      },
    });
    try {
      await condition(() => this.#answer !== undefined || this.#abandoned);
    } finally {
      this.#journal.set({
        state: before === 'undoing' ? 'undoing' : this.#paused ? 'paused' : 'running',
        attention: undefined,
      });
    }
    if (this.#answer === undefined) throw new Abandoned();
    return this.#answer;
  }
}

function addressHint({ hint, ...failure }: FailureView, operation: string, offered: readonly Verb[]): FailureView {
  const addressed = hint === undefined ? undefined : addressVerbs(hint, operation, offered);
  return addressed === undefined ? failure : { ...failure, hint: addressed };
}

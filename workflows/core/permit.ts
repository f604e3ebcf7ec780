import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { WindowQuestion } from '../../model/operation.ts';
import type { ActivityCaller } from './call-activity.ts';
import type { Course } from './course.ts';
import type { Holding } from './holding.ts';
import type { Journal } from './journal.ts';
import { keepEyes } from './keep-eyes.ts';
import type { NodeScope } from './node-scope.ts';
import type { ChangeOptions, DisruptiveStep, GuardOptions, Meanwhile } from './procedure.ts';
import { StepFailed, viewFailure, WindowClosed } from './view-failure.ts';
import type { WindowKeeper } from './window-keeper.ts';

export interface PermitParts {
  readonly journal: Journal;
  readonly caller: ActivityCaller;
  readonly holding: Holding;
  readonly pace: number;
  readonly windows: WindowKeeper;
}

/** Whether a step may act now: nobody has paused it, and where it disrupts a window is open. A rescue is asked for neither. */
export class Permit {
  readonly #parts: PermitParts;
  readonly #scope: NodeScope;
  readonly #course: Course;
  #urgent = false;
  /** `due`: the window was asked about for all of it, and is once more before its first disruption. `begun`: not any more. */
  #sequence: 'none' | 'due' | 'begun' = 'none';

  constructor(parts: PermitParts, scope: NodeScope, course: Course) {
    this.#parts = parts;
    this.#scope = scope;
    this.#course = course;
  }

  /** Nothing may hold it: neither a pause nor a window, nor the failure that it answers. */
  get urgent(): boolean {
    return this.#urgent;
  }

  async whilePaused(): Promise<void> {
    if (!this.#urgent && this.#parts.journal.unpausable === undefined) await this.#parts.holding.whilePaused();
  }

  /** Before a step shows itself as running. */
  async toBegin(step: string, title: string, options: ChangeOptions, onHeld: () => void): Promise<void> {
    if (!this.#isHeld(step, options) || this.#sequence !== 'none') return;
    onHeld();
    await this.#untilOpen(this.aboutStep(step, title), options.meanwhile);
  }

  /** Right before it acts: a plan may have taken an outage of the worker. `false` when it has to be planned again. */
  async toPerform(step: string, title: string, options: ChangeOptions): Promise<boolean> {
    await this.whilePaused();
    if (!this.#isHeld(step, options) || this.#sequence === 'begun') return true;
    const about = this.aboutStep(step, title);
    if ((await this.#parts.windows.ask(about))?.open !== false) return true;
    if (this.#sequence === 'due') throw new WindowClosed();
    await this.#untilOpen(about, options.meanwhile);
    return false;
  }

  /** Its `perform` is scheduled now. */
  note(step: string, { disruptive }: ChangeOptions): void {
    this.#course.performed.add(step);
    if (disruptive !== undefined && this.#sequence === 'due') this.#sequence = 'begun';
  }

  /** Asked for a whole sequence at once. `false` when the window closed before anything in it was disrupted. */
  async forSequence(
    { unpausable, lost, disrupts, postponed }: GuardOptions,
    body: () => Promise<void>,
  ): Promise<boolean> {
    const { journal } = this.#parts;
    const { torn } = this.#course;
    await this.whilePaused();
    const node = this.#scope.node ?? '';
    const asks = disrupts !== undefined && this.#mayHold && !torn.has(node);
    if (asks) await this.#askFor(disrupts);
    this.#sequence = asks ? 'due' : 'begun';
    journal.set({ unpausable });
    try {
      await body();
      torn.delete(node);
      return true;
    } catch (error) {
      if (error instanceof WindowClosed) {
        if (postponed !== undefined) await CancellationScope.nonCancellable(() => this.#unheld(postponed));
        return false;
      }
      if (!(error instanceof StepFailed)) throw error;
      torn.add(node);
      await CancellationScope.nonCancellable(() => this.#unheld(lost));
      torn.delete(node);
      throw error;
    } finally {
      this.#sequence = 'none';
      journal.set({ unpausable: undefined });
    }
  }

  /** Fails as the step itself would, so that a person can be asked. */
  async forStep(disruptive: DisruptiveStep): Promise<void> {
    if (this.#mayHold) await this.#askFor(disruptive);
  }

  aboutStep(step: string, title: string): WindowQuestion {
    const { node } = this.#scope;
    return { step, title, ...(node !== undefined && { node }) };
  }

  /** What is refused already is told at once: there is nothing to wait for. */
  get #mayHold(): boolean {
    return this.#parts.windows.holds && !this.#urgent && !this.#course.isRefused;
  }

  async #askFor({ id, title }: DisruptiveStep): Promise<void> {
    const step = this.#scope.idOf(id);
    try {
      await this.#untilOpen(this.aboutStep(step, title));
    } catch (error) {
      if (isCancellation(error)) throw error;
      throw new StepFailed(step, viewFailure(error));
    }
  }

  /** Open, and not paused: both are asked again after either was waited for. */
  async #untilOpen(about: WindowQuestion, meanwhile?: Meanwhile): Promise<void> {
    const { caller, pace, windows } = this.#parts;
    const { step, title } = about;
    const eyes = meanwhile && (() => keepEyes({ caller, pace, step, title, ...meanwhile }));
    while (await windows.untilOpen(about, eyes)) await this.whilePaused();
  }

  /** What was begun once is finished, whatever the hour: a retry, or the second half of a reply that was lost. */
  #isHeld(step: string, { disruptive }: ChangeOptions): boolean {
    return disruptive !== undefined && this.#parts.windows.holds && !this.#urgent && !this.#course.performed.has(step);
  }

  async #unheld(work: () => Promise<unknown>): Promise<void> {
    this.#urgent = true;
    try {
      await work();
    } finally {
      this.#urgent = false;
    }
  }
}

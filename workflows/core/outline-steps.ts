import type { Json, StepKind } from '../../model/step.ts';
import type { Journal } from './journal.ts';
import type { Operation } from './procedure.ts';
import { StraightSteps } from './straight-steps.ts';

/** Writes down what a procedure is going to do without doing anything, so that every screen shows the way ahead. */
export class OutlineSteps extends StraightSteps implements Operation {
  readonly #journal: Journal;

  constructor(journal: Journal) {
    super();
    this.#journal = journal;
  }

  async check<Value extends Json>(id: string, title: string): Promise<Value | undefined> {
    this.#write(id, 'check', title);
    return undefined;
  }

  async change<Value extends Json>(id: string, title: string): Promise<Value | undefined> {
    this.#write(id, 'change', title);
    return undefined;
  }

  async wait<Value extends Json>(id: string, title: string): Promise<Value | undefined> {
    this.#write(id, 'wait', title);
    return undefined;
  }

  async waitLong<Value extends Json>(id: string, title: string): Promise<Value | undefined> {
    this.#write(id, 'wait', title);
    return undefined;
  }

  settle(): void {}

  protected itself(): Operation {
    return this;
  }

  #write(id: string, kind: StepKind, title: string): void {
    const { node } = this.scope;
    this.#journal.step(this.scope.idOf(id), { kind, title, state: 'pending', ...(node !== undefined && { node }) });
  }
}

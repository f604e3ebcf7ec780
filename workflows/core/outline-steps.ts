import type { Json, StepKind } from '../../model/step.ts';
import { LEASE_STEP, RELEASE_STEP } from '../../model/lease/lease-steps.ts';
import type { Journal } from './journal.ts';
import type { Disruption } from '../../model/windows/rules.ts';
import type { ChangeOptions, Operation } from './procedure.ts';
import type { ChangeRef } from './references.ts';
import { StraightSteps } from './straight-steps.ts';

/** Writes down what a procedure is going to do without doing anything, so that every screen shows the way ahead. */
export class OutlineSteps extends StraightSteps implements Operation {
  readonly #journal: Journal;
  readonly #windows: boolean;
  /** Whether the lease has not been written down yet. */
  #leases: boolean;

  /** `windows`: the operation keeps some, so that it is said which steps wait for one. */
  constructor(journal: Journal, windows = false, leases = false) {
    super();
    this.#journal = journal;
    this.#windows = windows;
    this.#leases = leases;
  }

  /** Behind what the procedure has written down. */
  end(): void {
    if (this.#journal.find(LEASE_STEP.id) !== undefined)
      this.#journal.step(RELEASE_STEP.id, { kind: 'change', title: RELEASE_STEP.title, state: 'pending' });
  }

  async check<Value extends Json>(id: string, title: string): Promise<Value | undefined> {
    this.#write(id, 'check', title);
    return undefined;
  }

  async change<Input, Value extends Json>(
    id: string,
    title: string,
    _activity: ChangeRef<Input>,
    _input: Input,
    { disruptive }: ChangeOptions = {},
  ): Promise<Value | undefined> {
    if (this.#leases) this.#journal.step(LEASE_STEP.id, { kind: 'change', title: LEASE_STEP.title, state: 'pending' });
    this.#leases = false;
    this.#write(id, 'change', title, disruptive);
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

  #write(id: string, kind: StepKind, title: string, disruptive?: Disruption): void {
    const { node } = this.scope;
    this.#journal.step(this.scope.idOf(id), {
      kind,
      title,
      state: 'pending',
      ...(node !== undefined && { node }),
      ...(this.#windows && disruptive !== undefined && { disruptive }),
    });
  }
}

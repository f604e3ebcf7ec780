import { applyChecks } from '../../model/apply-checks.ts';
import { LEASE_STEP, RELEASE_STEP, TAKE_LEASE } from '../../model/lease/lease-steps.ts';
import type { ChecksPolicy } from '../../model/operation.ts';
import type { ChangePlan, CheckResult, Finding, Json, StepKind } from '../../model/step.ts';
import type { LeaseInput } from '../../activities/lease/lease-input.ts';
import type { ActivityCaller } from './call-activity.ts';
import type { Journal } from './journal.ts';
import type { ChangeOptions, Operation } from './procedure.ts';
import { readCheck } from './read-check.ts';
import type { ChangeRef, CheckRef } from './references.ts';
import { StraightSteps } from './straight-steps.ts';
import { viewFailure } from './view-failure.ts';

/** Runs a procedure as a plan: checks are made, changes are planned, nothing is performed. There is no code here that could. */
export class PlanSteps extends StraightSteps implements Operation {
  readonly #journal: Journal;
  readonly #caller: ActivityCaller;
  readonly #pace: number;
  readonly #policy: ChecksPolicy;
  readonly #windows: boolean;
  #refused = false;
  /** Until it has been planned. */
  #lease: LeaseInput | undefined;

  constructor(
    journal: Journal,
    caller: ActivityCaller,
    pace: number,
    policy: ChecksPolicy = {},
    /** It keeps windows, so that it is said which steps wait for one. */
    windows = false,
    lease?: LeaseInput,
  ) {
    super();
    this.#lease = lease;
    this.#journal = journal;
    this.#caller = caller;
    this.#pace = pace;
    this.#policy = policy;
    this.#windows = windows;
  }

  /** True when a check refuses, or a step cannot be planned. */
  get refused(): boolean {
    return this.#refused;
  }

  async check<Input, Value extends Json>(
    id: string,
    title: string,
    activity: CheckRef<Input>,
    input: Input,
  ): Promise<Value | undefined> {
    let value: Json | undefined;
    await this.#read(this.#begin(id, 'check', title), title, activity.name, input, (result) => {
      const read = readCheck(result as readonly Finding[] | CheckResult);
      const findings = applyChecks(read.findings, this.#policy);
      if (findings.some(({ severity }) => severity === 'refusal')) this.#refused = true;
      value = read.value;
      return { findings };
    });
    return value as Value | undefined;
  }

  async change<Input, Value extends Json>(
    id: string,
    title: string,
    activity: ChangeRef<Input>,
    input: Input,
    { noReturn, disruptive }: ChangeOptions = {},
  ): Promise<Value | undefined> {
    await this.#planLease();
    const name = `${activity.name}.plan`;
    await this.#read(
      this.#begin(id, 'change', title),
      title,
      name,
      input,
      ({ actions, later }: ChangePlan) => ({
        actions,
        ...(later !== undefined && { later }),
        ...(noReturn !== undefined && { noReturn }),
        ...(this.#windows && disruptive !== undefined && { disruptive }),
      }),
      ':plan',
    );
    return undefined;
  }

  /** Before the first change, as it is in earnest. */
  async #planLease(): Promise<void> {
    const input = this.#lease;
    if (input === undefined) return;
    this.#lease = undefined;
    const { id, title } = LEASE_STEP;
    this.#journal.step(id, { kind: 'change', title, state: 'running' });
    const show = ({ actions, later }: ChangePlan) => ({ actions, ...(later !== undefined && { later }) });
    await this.#read(id, title, `${TAKE_LEASE}.plan`, input, show, ':plan');
  }

  /** What comes last, whatever the procedure is. */
  end(): void {
    if (this.#journal.find(LEASE_STEP.id)?.state === 'done')
      this.#journal.step(RELEASE_STEP.id, {
        kind: 'change',
        title: RELEASE_STEP.title,
        state: 'done',
        later: ['at every end of the operation, wherever it can be reached'],
      });
  }

  /** A wait stays pending: there is nothing to ask before the changes it waits for. */
  async wait(id: string, title: string): Promise<undefined> {
    this.#journal.step(this.scope.idOf(id), { kind: 'wait', title, ...this.#node });
  }

  waitLong(id: string, title: string): Promise<undefined> {
    return this.wait(id, title);
  }

  protected itself(): Operation {
    return this;
  }

  settle(nodes: readonly string[]): void {
    this.#journal.settle(nodes);
  }

  get #node(): { readonly node?: string } {
    const { node } = this.scope;
    return node === undefined ? {} : { node };
  }

  /** Also for a step that the outline could not know. */
  #begin(id: string, kind: StepKind, title: string): string {
    const step = this.scope.idOf(id);
    this.#journal.step(step, { kind, title, state: 'running', ...this.#node });
    return step;
  }

  /** One step that cannot be planned does not hide the others. */
  async #read<Result>(
    id: string,
    title: string,
    name: string,
    input: unknown,
    show: (result: Result) => object,
    suffix = '',
  ): Promise<void> {
    try {
      const purpose = { kind: 'read', pace: this.#pace, tries: 3 } as const;
      const result = await this.#caller.call<Result>({ name, id: `${id}${suffix}`, title, purpose }, input);
      this.#journal.step(id, { state: 'done', ...show(result) });
    } catch (error) {
      this.#refused = true;
      this.#journal.step(id, { state: 'failed', failure: viewFailure(error) });
    }
  }
}

import type { ChangePlan, Finding, Json } from '../../model/step.ts';
import type { ActivityCaller } from './call-activity.ts';
import type { Journal } from './journal.ts';
import type { Operation } from './procedure.ts';
import type { ChangeRef, CheckRef } from './references.ts';
import { StraightSteps } from './straight-steps.ts';
import { viewFailure } from './view-failure.ts';

/** Runs a procedure as a plan: checks are made, changes are planned, nothing is performed. There is no code here that could. */
export class PlanSteps extends StraightSteps implements Operation {
  readonly #journal: Journal;
  readonly #caller: ActivityCaller;
  readonly #pace: number;
  #refused = false;

  constructor(journal: Journal, caller: ActivityCaller, pace: number) {
    super();
    this.#journal = journal;
    this.#caller = caller;
    this.#pace = pace;
  }

  /** True when a check refuses, or a step cannot be planned. */
  get refused(): boolean {
    return this.#refused;
  }

  async check<Input>(id: string, title: string, activity: CheckRef<Input>, input: Input): Promise<void> {
    await this.#read(this.scope.idOf(id), title, activity.name, input, (findings: readonly Finding[]) => {
      if (findings.some(({ severity }) => severity === 'refusal')) this.#refused = true;
      return { findings };
    });
  }

  async change<Input, Value extends Json>(
    id: string,
    title: string,
    activity: ChangeRef<Input>,
    input: Input,
  ): Promise<Value | undefined> {
    const name = `${activity.name}.plan`;
    await this.#read(
      this.scope.idOf(id),
      title,
      name,
      input,
      ({ actions, later }: ChangePlan) => ({
        actions,
        ...(later !== undefined && { later }),
      }),
      ':plan',
    );
    return undefined;
  }

  /** A wait stays pending: there is nothing to ask before the changes it waits for. */
  async wait(): Promise<void> {}

  /** One step that cannot be planned does not hide the others. */
  async #read<Result>(
    id: string,
    title: string,
    name: string,
    input: unknown,
    show: (result: Result) => object,
    suffix = '',
  ): Promise<void> {
    this.#journal.step(id, { state: 'running' });
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

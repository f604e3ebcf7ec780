import { patched } from '@temporalio/workflow';
import type { HeldSwitch, Verb } from '../../model/operation.ts';
import type { ChangePlan, ChangeResult, Json, StepKind } from '../../model/step.ts';
import type { ActivityCaller } from './call-activity.ts';
import type { Holding } from './holding.ts';
import type { Journal } from './journal.ts';
import { NodeScope } from './node-scope.ts';
import type { StepOptions, Undo } from './procedure.ts';
import type { ChangeRef, LongRef } from './references.ts';
import { StepFailed, viewFailure } from './view-failure.ts';
import { waitInEpochs } from './wait-in-epochs.ts';

/** Takes back, in the written order, what may have happened. The caller shields it from cancellation. */
export class UndoSteps implements Undo {
  readonly #journal: Journal;
  readonly #caller: ActivityCaller;
  readonly #holding: Holding;
  readonly #pace: number;
  readonly #scope = new NodeScope();
  readonly #performed: ReadonlySet<string>;
  readonly #skipped = new Set<string>();

  constructor(
    journal: Journal,
    caller: ActivityCaller,
    holding: Holding,
    pace: number,
    performed: ReadonlySet<string>,
  ) {
    this.#journal = journal;
    this.#caller = caller;
    this.#holding = holding;
    this.#pace = pace;
    this.#performed = performed;
  }

  async takeBack<Input, Value extends Json = Json>(
    counterparts: readonly string[],
    id: string,
    title: string,
    activity: ChangeRef<Input>,
    input: Input,
    options: StepOptions = {},
  ): Promise<Value | undefined> {
    return await this.#step(counterparts, id, title, 'change', options, async (step) => {
      return (await this.#perform(step, title, activity.name, input)) as Value | undefined;
    });
  }

  async waitLong<Input>(
    counterparts: readonly string[],
    id: string,
    title: string,
    activity: LongRef<Input>,
    input: () => Input,
    options: StepOptions = {},
  ): Promise<void> {
    await this.#step(counterparts, id, title, 'wait', options, async (step) => {
      await waitInEpochs({
        journal: this.#journal,
        caller: this.#caller,
        pace: this.#pace,
        step,
        title,
        name: activity.name,
        input,
      });
    });
  }

  async #step<Result>(
    counterparts: readonly string[],
    id: string,
    title: string,
    kind: StepKind,
    { skippable }: StepOptions,
    work: (step: string) => Promise<Result>,
  ): Promise<Result | undefined> {
    if (!counterparts.some((counterpart) => this.#performed.has(this.#scope.idOf(counterpart)))) return undefined;
    const step = this.#scope.idOf(`undo-${id}`);
    const node = this.#scope.node;
    for (;;) {
      this.#journal.step(step, {
        kind,
        title,
        state: 'running',
        undo: true,
        ...(skippable !== undefined && { skippable }),
        ...(node !== undefined && { node }),
      });
      try {
        const result = await work(step);
        this.#journal.step(step, { state: 'done' });
        return result;
      } catch (error) {
        const failed = error instanceof StepFailed ? error : new StepFailed(step, viewFailure(error));
        this.#journal.step(step, { state: 'failed', failure: failed.view });
        const verbs: readonly Verb[] = skippable === undefined ? ['retry', 'abandon'] : ['retry', 'skip', 'abandon'];
        if ((await this.#holding.forAttention(failed, { verbs, skippable })) === 'skip') {
          this.#skipped.add(step);
          this.#journal.step(step, { state: 'skipped', note: skippable ?? '' });
          return undefined;
        }
      }
    }
  }

  skipped(id: string): boolean {
    return this.#skipped.has(this.#scope.idOf(`undo-${id}`)) && patched('skipped');
  }

  holds(switches: readonly HeldSwitch[]): void {
    this.#journal.set({ held: switches });
  }

  each(nodes: readonly string[], body: (node: string) => Promise<void>): Promise<void> {
    return this.#scope.each(nodes, body);
  }

  async #perform(step: string, title: string, name: string, input: unknown): Promise<Json | undefined> {
    const read = { kind: 'read', pace: this.#pace } as const;
    const plan = await this.#caller.call<ChangePlan>(
      { name: `${name}.plan`, id: `${step}:plan`, title, purpose: read },
      input,
    );
    this.#journal.step(step, { actions: plan.actions, ...(plan.later !== undefined && { later: plan.later }) });
    const act = { kind: 'perform', pace: this.#pace } as const;
    const result = await this.#caller.call<ChangeResult>(
      { name: `${name}.perform`, id: `${step}:perform`, title, purpose: act },
      input,
      plan,
    );
    this.#journal.step(step, { evidence: result.evidence });
    return result.value;
  }
}

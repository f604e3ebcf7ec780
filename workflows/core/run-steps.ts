import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { ChangePlan, ChangeResult, FailureView, Finding, Json, WaitResult } from '../../model/step.ts';
import type { ActivityCaller } from './call-activity.ts';
import type { Holding } from './holding.ts';
import type { Journal } from './journal.ts';
import { NodeScope } from './node-scope.ts';
import type { GuardOptions, Operation, WaitOptions } from './procedure.ts';
import type { ChangeRef, CheckRef, WaitRef } from './references.ts';
import { StepFailed, UndoRequested, viewFailure } from './view-failure.ts';

/** Ends the operation before it changed anything. */
export class OperationRefused extends Error {
  readonly view: FailureView;

  constructor(view: FailureView) {
    super(view.message);
    this.view = view;
  }

  static {
    this.prototype.name = 'OperationRefused';
  }
}

/** Runs a procedure for real: plan, then perform, hold where a step fails. */
export class RunSteps implements Operation {
  readonly #journal: Journal;
  readonly #caller: ActivityCaller;
  readonly #holding: Holding;
  readonly #pace: number;
  readonly #scope = new NodeScope();
  readonly #performed = new Set<string>();
  readonly #refusals: Finding[] = [];
  #insideBlock = false;
  #urgent = false;
  #rescued = false;

  constructor(journal: Journal, caller: ActivityCaller, holding: Holding, pace: number) {
    this.#journal = journal;
    this.#caller = caller;
    this.#holding = holding;
    this.#pace = pace;
  }

  /** Steps whose `perform` was scheduled: their effect may be there, whatever was answered. */
  get performed(): ReadonlySet<string> {
    return this.#performed;
  }

  async check<Input>(id: string, title: string, activity: CheckRef<Input>, input: Input): Promise<void> {
    await this.#step(id, title, 'check', async (step) => {
      const purpose = { kind: 'read', pace: this.#pace } as const;
      const findings = await this.#caller.call<readonly Finding[]>(
        { name: activity.name, id: step, title, purpose },
        input,
      );
      const refusals = findings.filter(({ severity }) => severity === 'refusal');
      this.#journal.step(step, { findings });
      if (refusals.length > 0 && this.#performed.size > 0) throw new StepFailed(step, summarise(refusals));
      this.#refusals.push(...refusals);
    });
  }

  async change<Input, Value extends Json>(
    id: string,
    title: string,
    activity: ChangeRef<Input>,
    input: Input,
  ): Promise<Value | undefined> {
    if (this.#refusals.length > 0) throw new OperationRefused(summarise(this.#refusals));
    return await this.#step(id, title, 'change', async (step) => {
      const plan = await this.#caller.call<ChangePlan>(
        {
          name: `${activity.name}.plan`,
          id: `${step}:plan`,
          title,
          purpose: { kind: this.#urgent ? 'urgent' : 'read', pace: this.#pace },
        },
        input,
      );
      this.#journal.step(step, { actions: plan.actions, ...(plan.later !== undefined && { later: plan.later }) });
      await this.#mayAct();
      this.#performed.add(step);
      const result = await this.#caller.call<ChangeResult>(
        {
          name: `${activity.name}.perform`,
          id: `${step}:perform`,
          title,
          purpose: { kind: this.#urgent ? 'urgent' : 'perform', pace: this.#pace },
        },
        input,
        plan,
      );
      this.#journal.step(step, { evidence: result.evidence });
      return result.value as Value | undefined;
    });
  }

  async wait<Input>(
    id: string,
    title: string,
    activity: WaitRef<Input>,
    input: Input,
    options: WaitOptions = {},
  ): Promise<void> {
    await this.#step(id, title, 'wait', async (step) => {
      const purpose = {
        kind: 'wait',
        pace: this.#pace,
        ...(options.tries !== undefined && { tries: options.tries }),
      } as const;
      const result = await this.#caller.call<WaitResult>({ name: activity.name, id: step, title, purpose }, input);
      if (result.kind === 'lost')
        throw new StepFailed(step, { code: 'JOINER_LOST', kind: 'refused', message: result.reason });
      this.#journal.step(step, { note: result.note });
    });
  }

  each(nodes: readonly string[], body: (node: string) => Promise<void>): Promise<void> {
    return this.#scope.each(nodes, body);
  }

  async block(body: (afterRescue: boolean) => Promise<void>): Promise<void> {
    this.#rescued = false;
    for (;;) {
      this.#insideBlock = true;
      try {
        return await body(this.#rescued);
      } catch (error) {
        if (!(error instanceof StepFailed)) throw error;
        await this.#holding.forAttention(error, ['retry', 'undo']);
      } finally {
        this.#insideBlock = false;
      }
    }
  }

  async guard({ unpausable, lost }: GuardOptions, body: () => Promise<void>): Promise<void> {
    await this.#mayAct();
    this.#journal.set({ unpausable });
    try {
      await body();
    } catch (error) {
      if (!(error instanceof StepFailed)) throw error;
      await CancellationScope.nonCancellable(() => this.#rescue(lost));
      throw error;
    } finally {
      this.#journal.set({ unpausable: undefined });
    }
  }

  /** Nothing may hold the rescue: neither a pause nor the failure that it answers. */
  async #rescue(lost: GuardOptions['lost']): Promise<void> {
    this.#urgent = true;
    this.#rescued = true;
    try {
      await lost();
    } finally {
      this.#urgent = false;
    }
  }

  async #mayAct(): Promise<void> {
    if (!this.#urgent && this.#journal.unpausable === undefined) await this.#holding.whilePaused();
  }

  async #step<Result>(
    id: string,
    title: string,
    kind: 'check' | 'change' | 'wait',
    work: (step: string) => Promise<Result>,
  ): Promise<Result> {
    const step = this.#scope.idOf(id);
    for (;;) {
      await this.#mayAct();
      this.#journal.step(step, {
        kind,
        title,
        state: 'running',
        ...(this.#scope.node !== undefined && { node: this.#scope.node }),
      });
      try {
        const result = await work(step);
        this.#journal.step(step, { state: 'done' });
        return result;
      } catch (error) {
        if (isCancellation(error) || error instanceof UndoRequested) {
          this.#journal.step(step, { state: 'skipped', note: 'stopped for the undo' });
          throw error;
        }
        const failed = error instanceof StepFailed ? error : new StepFailed(step, viewFailure(error));
        this.#journal.step(step, { state: 'failed', failure: failed.view });
        // To hold would keep the cluster from everyone for nothing.
        if (this.#performed.size === 0) throw new OperationRefused(failed.view);
        if (this.#insideBlock) throw failed;
        await this.#holding.forAttention(failed, ['retry', 'undo']);
      }
    }
  }
}

function summarise(refusals: readonly Finding[]): FailureView {
  const [first] = refusals;
  const more = refusals.length > 1 ? ` (and ${refusals.length - 1} more)` : '';
  const hint = first?.next?.[0];
  return {
    code: 'CHECK_REFUSED',
    kind: 'refused',
    message: `${first?.message ?? 'refused'}${more}`,
    ...(hint !== undefined && { hint }),
  };
}

import { CancellationScope, isCancellation, patched } from '@temporalio/workflow';
import { applyChecks } from '../../model/apply-checks.ts';
import type { ChecksPolicy, HeldSwitch, LeaveQuestion, Verb, WindowQuestion } from '../../model/operation.ts';
import type { ChangePlan, ChangeResult, CheckResult, Finding, Json, StepKind, WaitResult } from '../../model/step.ts';
import { viewLost } from '../../model/view-lost.ts';
import { readCheck } from './read-check.ts';
import type { ActivityCaller } from './call-activity.ts';
import type { Holding } from './holding.ts';
import { eachAtOnce } from './each-at-once.ts';
import type { Journal } from './journal.ts';
import type { Lease } from './lease.ts';
import { heedWishes } from './heed-wishes.ts';
import { keepEyes } from './keep-eyes.ts';
import { NodeScope } from './node-scope.ts';
import type {
  ChangeOptions,
  DisruptiveStep,
  EachOptions,
  GuardOptions,
  LongOptions,
  Meanwhile,
  Operation,
  StepOptions,
  WaitOptions,
} from './procedure.ts';
import type { ChangeRef, CheckRef, LongRef, WaitRef } from './references.ts';
import { OperationRefused, summariseRefusals } from './refused.ts';
import { paceByWindow } from './pace-by-window.ts';
import { Abandoned, StepFailed, UndoRequested, viewFailure, WindowClosed } from './view-failure.ts';
import type { WindowKeeper } from './window-keeper.ts';
import { keepBeat, waitInEpochs } from './wait-in-epochs.ts';

const VERBS: readonly Verb[] = ['retry', 'undo', 'abandon'];

/** Runs a procedure for real: plan, then perform, hold where a step fails. */
export class RunSteps implements Operation {
  readonly #journal: Journal;
  readonly #caller: ActivityCaller;
  readonly #holding: Holding;
  readonly #pace: number;
  readonly #policy: ChecksPolicy;
  readonly #windows: WindowKeeper;
  readonly #scope: NodeScope;
  readonly #performed: Set<string>;
  readonly #skipped: Set<string>;
  readonly #refusals: Finding[];
  readonly #lease: Lease | undefined;
  #insideBlock = false;
  #urgent = false;
  #rescued = false;
  /** `due`: the window was asked about for all of it, and is once more before its first disruption. `begun`: not any more. */
  #sequence: 'none' | 'due' | 'begun' = 'none';
  /** Nodes that a rescue could not bring back: what was begun there is finished, whatever the hour. */
  readonly #torn: Set<string>;

  constructor(
    journal: Journal,
    caller: ActivityCaller,
    holding: Holding,
    pace: number,
    policy: ChecksPolicy,
    windows: WindowKeeper,
    lease?: Lease,
    branch?: { readonly of: RunSteps; readonly node: string },
  ) {
    this.#lease = lease;
    this.#scope = new NodeScope(branch?.node);
    this.#performed = branch === undefined ? new Set() : branch.of.#performed;
    this.#skipped = branch === undefined ? new Set() : branch.of.#skipped;
    this.#refusals = branch === undefined ? [] : branch.of.#refusals;
    this.#journal = journal;
    this.#caller = caller;
    this.#holding = holding;
    this.#pace = pace;
    this.#policy = policy;
    this.#windows = windows;
    this.#torn = branch === undefined ? new Set() : branch.of.#torn;
  }

  /** Steps whose `perform` was scheduled: their effect may be there, whatever was answered. */
  get performed(): ReadonlySet<string> {
    return this.#performed;
  }

  /** A refusal after which no change was due has not been told yet. */
  end(): void {
    if (this.#refusals.length > 0 && this.#performed.size === 0)
      throw new OperationRefused(summariseRefusals(this.#refusals));
  }

  async check<Input, Value extends Json>(
    id: string,
    title: string,
    activity: CheckRef<Input>,
    input: Input,
    options: StepOptions = {},
  ): Promise<Value | undefined> {
    return await this.#step(id, title, 'check', options, async (step) => {
      const purpose = { kind: 'read', pace: this.#pace } as const;
      const result = await this.#caller.call<readonly Finding[] | CheckResult>(
        { name: activity.name, id: step, title, purpose },
        input,
      );
      const { value, findings: said } = readCheck(result);
      const findings = applyChecks(said, this.#policy);
      const refusals = findings.filter(({ severity }) => severity === 'refusal');
      this.#journal.step(step, { findings });
      if (refusals.length > 0 && this.#performed.size > 0) throw new StepFailed(step, summariseRefusals(refusals));
      this.#refusals.push(...refusals);
      return value as Value | undefined;
    });
  }

  async change<Input, Value extends Json>(
    id: string,
    title: string,
    activity: ChangeRef<Input>,
    input: Input,
    options: ChangeOptions = {},
  ): Promise<Value | undefined> {
    if (this.#refusals.length > 0) throw new OperationRefused(summariseRefusals(this.#refusals));
    await this.#lease?.take();
    return await this.#step(id, title, 'change', options, async (step) => {
      const plan = await this.#planInTime(activity.name, step, title, input, options);
      this.#performed.add(step);
      if (options.disruptive !== undefined && this.#sequence === 'due') this.#sequence = 'begun';
      if (options.noReturn !== undefined) this.#journal.set({ noReturn: options.noReturn });
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

  /** Right before it acts it is asked once more whether it may: a plan may have taken an outage of the worker. */
  async #planInTime<Input>(
    name: string,
    step: string,
    title: string,
    input: Input,
    options: ChangeOptions,
  ): Promise<ChangePlan> {
    for (;;) {
      const plan = await this.#caller.call<ChangePlan>(
        {
          name: `${name}.plan`,
          id: `${step}:plan`,
          title,
          purpose: { kind: this.#urgent ? 'urgent' : 'read', pace: this.#pace },
        },
        input,
      );
      this.#journal.step(step, { actions: plan.actions, ...(plan.later !== undefined && { later: plan.later }) });
      await this.#mayAct();
      if (!this.#isHeld(step, options) || this.#sequence === 'begun') return plan;
      const about = this.#aboutStep(step, title);
      if ((await this.#windows.ask(about))?.open !== false) return plan;
      if (this.#sequence === 'due') throw new WindowClosed();
      await this.#untilOpen(about, options.meanwhile);
    }
  }

  async wait<Input, Value extends Json>(
    id: string,
    title: string,
    activity: WaitRef<Input>,
    input: Input,
    options: WaitOptions = {},
  ): Promise<Value | undefined> {
    return await this.#step(id, title, 'wait', options, async (step) => {
      const purpose = {
        kind: 'wait',
        pace: this.#pace,
        ...(options.tries !== undefined && { tries: options.tries }),
      } as const;
      const result = await this.#caller.call<WaitResult>({ name: activity.name, id: step, title, purpose }, input);
      if (result.kind === 'lost') throw new StepFailed(step, viewLost(result));
      this.#journal.step(step, { note: result.note });
      return result.value as Value | undefined;
    });
  }

  async waitLong<Input, Value extends Json>(
    id: string,
    title: string,
    activity: LongRef<Input>,
    input: () => Input,
    options: LongOptions = {},
  ): Promise<Value | undefined> {
    return await this.#step(id, title, 'wait', options, async (step) => {
      const wait = {
        journal: this.#journal,
        caller: this.#caller,
        pace: this.#pace,
        step,
        title,
        name: activity.name,
        input,
      };
      let isOver = false;
      const pacing = this.#paceLong(options, this.#aboutStep(step, title), () => isOver);
      try {
        const value = await heedWishes(
          this.#journal,
          this.#holding,
          options,
          (epoch) => waitInEpochs(wait, epoch),
          () => keepBeat(wait),
        );
        return value as Value | undefined;
      } finally {
        isOver = true;
        await pacing;
      }
    });
  }

  onLeave(question: LeaveQuestion | undefined): void {
    this.#journal.set({ leaving: question });
  }

  /** Of an operation that skipped before this was asked the steps behind it are in history. */
  skipped(id: string): boolean {
    return this.#skipped.has(this.#scope.idOf(id)) && patched('skipped');
  }

  holds(switches: readonly HeldSwitch[]): void {
    this.#journal.set({ held: switches });
  }

  settle(nodes: readonly string[]): void {
    this.#journal.settle(nodes);
  }

  async each(
    nodes: readonly string[],
    body: (node: string, op: Operation) => Promise<void>,
    { limit = 1 }: EachOptions = {},
  ): Promise<void> {
    if (limit === 1) return await this.#scope.each(nodes, (node) => body(node, this));
    await eachAtOnce(nodes, limit, (node) => body(node, this.#branch(node)));
  }

  /** Steps of one node beside those of others. */
  #branch(node: string): RunSteps {
    return new RunSteps(
      this.#journal,
      this.#caller,
      this.#holding,
      this.#pace,
      this.#policy,
      this.#windows,
      this.#lease,
      {
        of: this,
        node,
      },
    );
  }

  async block(body: (afterRescue: boolean) => Promise<void>): Promise<void> {
    this.#rescued = false;
    for (;;) {
      this.#insideBlock = true;
      try {
        return await body(this.#rescued);
      } catch (error) {
        if (!(error instanceof StepFailed)) throw error;
        await this.#holding.forAttention(error, { verbs: VERBS });
      } finally {
        this.#insideBlock = false;
      }
    }
  }

  async guard(options: GuardOptions, body: () => Promise<void>): Promise<void> {
    while (!(await this.#guardOnce(options, body)));
  }

  /** `false` when the window closed before anything was disrupted. */
  async #guardOnce(
    { unpausable, lost, disrupts, postponed }: GuardOptions,
    body: () => Promise<void>,
  ): Promise<boolean> {
    await this.#mayAct();
    const node = this.#scope.node ?? '';
    const asks = disrupts !== undefined && this.#mayHold && !this.#torn.has(node);
    if (asks) await this.#askFor(disrupts);
    this.#sequence = asks ? 'due' : 'begun';
    this.#journal.set({ unpausable });
    try {
      await body();
      this.#torn.delete(node);
      return true;
    } catch (error) {
      if (error instanceof WindowClosed) {
        if (postponed !== undefined) await CancellationScope.nonCancellable(() => this.#unheld(postponed));
        return false;
      }
      if (!(error instanceof StepFailed)) throw error;
      this.#torn.add(node);
      await CancellationScope.nonCancellable(() => this.#rescue(lost));
      this.#torn.delete(node);
      throw error;
    } finally {
      this.#sequence = 'none';
      this.#journal.set({ unpausable: undefined });
    }
  }

  async untilOpen(disruptive: DisruptiveStep): Promise<void> {
    if (!this.#mayHold) return;
    for (;;) {
      try {
        return await this.#askFor(disruptive);
      } catch (error) {
        if (!(error instanceof StepFailed)) throw error;
        await this.#holding.forAttention(error, { verbs: VERBS });
      }
    }
  }

  /** What is refused already is told at once: there is nothing to wait for. */
  get #mayHold(): boolean {
    return this.#windows.holds && !this.#urgent && this.#refusals.length === 0;
  }

  async #askFor({ id, title }: DisruptiveStep): Promise<void> {
    const step = this.#scope.idOf(id);
    try {
      await this.#untilOpen(this.#aboutStep(step, title));
    } catch (error) {
      if (isCancellation(error)) throw error;
      throw new StepFailed(step, viewFailure(error));
    }
  }

  /** Open, and not paused: both are asked again after either was waited for. */
  async #untilOpen(about: WindowQuestion, meanwhile?: Meanwhile): Promise<void> {
    const { step, title } = about;
    const eyes = meanwhile && (() => keepEyes({ caller: this.#caller, pace: this.#pace, step, title, ...meanwhile }));
    while (await this.#windows.untilOpen(about, eyes)) await this.#mayAct();
  }

  /** What was begun once is finished, whatever the hour: a retry, or the second half of a reply that was lost. */
  #isHeld(step: string, { disruptive }: ChangeOptions): boolean {
    return disruptive !== undefined && this.#windows.holds && !this.#urgent && !this.#performed.has(step);
  }

  #aboutStep(step: string, title: string): WindowQuestion {
    const { node } = this.#scope;
    return { step, title, ...(node !== undefined && { node }) };
  }

  /** Only where the operation was asked to be gentle: a drain of before knows nothing of it. */
  async #paceLong({ throttle }: LongOptions, about: WindowQuestion, isOver: () => boolean): Promise<void> {
    if (throttle === undefined || this.#windows.kept?.gentleSlots === undefined) return;
    const [windows, holding, journal] = [this.#windows, this.#holding, this.#journal];
    try {
      await paceByWindow({ windows, holding, journal, knob: throttle, about, isOver });
    } catch (error) {
      // The wait itself goes on as it is, and ends by itself when it was cancelled.
      if (!isCancellation(error)) this.#journal.step(about.step, { note: 'its pace is not changed any more' });
    }
  }

  /** Nothing may hold the rescue: neither a pause nor the failure that it answers. */
  async #rescue(lost: GuardOptions['lost']): Promise<void> {
    this.#rescued = true;
    await this.#unheld(lost);
  }

  async #unheld(work: () => Promise<unknown>): Promise<void> {
    this.#urgent = true;
    try {
      await work();
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
    kind: StepKind,
    options: ChangeOptions & StepOptions,
    work: (step: string) => Promise<Result>,
  ): Promise<Result | undefined> {
    const { skippable, noReturn } = options;
    const step = this.#scope.idOf(id);
    for (;;) {
      await this.#mayAct();
      const known = {
        kind,
        title,
        ...(skippable !== undefined && { skippable }),
        ...(noReturn !== undefined && { noReturn }),
        ...(this.#scope.node !== undefined && { node: this.#scope.node }),
      };
      try {
        if (this.#isHeld(step, options) && this.#sequence === 'none') {
          this.#journal.step(step, { ...known, state: 'pending' });
          await this.#untilOpen(this.#aboutStep(step, title), options.meanwhile);
        }
        this.#journal.step(step, { ...known, state: 'running' });
        const result = await work(step);
        this.#journal.step(step, { state: 'done' });
        return result;
      } catch (error) {
        if (isCancellation(error) || error instanceof UndoRequested || error instanceof Abandoned) {
          const note = this.#holding.abandoned ? 'stopped, left as it is' : 'stopped for the undo';
          this.#journal.step(step, { state: 'skipped', note });
          throw error;
        }
        if (error instanceof WindowClosed) {
          this.#journal.step(step, { state: 'pending' });
          throw error;
        }
        const failed = error instanceof StepFailed ? error : new StepFailed(step, viewFailure(error));
        this.#journal.step(step, { state: 'failed', failure: failed.view });
        // To hold would keep the cluster from everyone for nothing.
        if (this.#performed.size === 0) throw new OperationRefused(failed.view);
        if (this.#insideBlock && (skippable === undefined || this.#urgent)) throw failed;
        const verbs: readonly Verb[] = skippable === undefined ? VERBS : ['retry', 'skip', 'undo', 'abandon'];
        const said = await this.#holding.forAttention(failed, { verbs, skippable });
        if (said === 'skip') {
          this.#skipped.add(step);
          this.#journal.step(step, { state: 'skipped', note: skippable ?? '' });
          return undefined;
        }
      }
    }
  }
}

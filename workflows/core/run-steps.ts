import { isCancellation, patched } from '@temporalio/workflow';
import { applyChecks } from '../../model/apply-checks.ts';
import type { ChecksPolicy, HeldSwitch, LeaveQuestion, Verb, WindowQuestion } from '../../model/operation.ts';
import type { ChangePlan, ChangeResult, CheckResult, Finding, Json, StepKind, WaitResult } from '../../model/step.ts';
import { viewLost } from '../../model/view-lost.ts';
import type { Purpose } from './activity-options.ts';
import { Course } from './course.ts';
import { eachAtOnce } from './each-at-once.ts';
import { heedWishes } from './heed-wishes.ts';
import type { Lease } from './lease.ts';
import { NodeScope } from './node-scope.ts';
import { paceByWindow } from './pace-by-window.ts';
import { Permit, type PermitParts } from './permit.ts';
import type {
  ChangeOptions,
  DisruptiveStep,
  EachOptions,
  GuardOptions,
  LongOptions,
  Operation,
  StepOptions,
  WaitOptions,
} from './procedure.ts';
import { readCheck } from './read-check.ts';
import type { ChangeRef, CheckRef, LongRef, WaitRef } from './references.ts';
import { OperationRefused, summariseRefusals } from './refused.ts';
import { Abandoned, StepFailed, UndoRequested, viewFailure, WindowClosed } from './view-failure.ts';
import { keepBeat, waitInEpochs } from './wait-in-epochs.ts';

const VERBS: readonly Verb[] = ['retry', 'undo', 'abandon'];

export interface RunParts extends PermitParts {
  readonly policy: ChecksPolicy;
  /** @default none: an operation that began before there were leases */
  readonly lease?: Lease | undefined;
}

/** Runs a procedure for real: plan, then perform, hold where a step fails. */
export class RunSteps implements Operation {
  readonly #parts: RunParts;
  readonly #scope: NodeScope;
  readonly #course: Course;
  readonly #permit: Permit;
  #insideBlock = false;
  #rescued = false;

  /** `branch`: the steps of one node beside those of others. */
  constructor(parts: RunParts, branch?: { readonly node: string; readonly course: Course }) {
    this.#parts = parts;
    this.#scope = new NodeScope(branch?.node);
    this.#course = branch?.course ?? new Course();
    this.#permit = new Permit(parts, this.#scope, this.#course);
  }

  /** Steps whose `perform` was scheduled: their effect may be there, whatever was answered. */
  get performed(): ReadonlySet<string> {
    return this.#course.performed;
  }

  /** A refusal after which no change was due has not been told yet. */
  end(): void {
    if (this.#course.performed.size === 0) this.#course.endIfRefused();
  }

  async check<Input, Value extends Json>(
    id: string,
    title: string,
    activity: CheckRef<Input>,
    input: Input,
    options: StepOptions = {},
  ): Promise<Value | undefined> {
    return await this.#step(id, title, 'check', options, async (step) => {
      const call = { name: activity.name, id: step, title, purpose: this.#purpose('read') };
      const { value, findings: said } = readCheck(
        await this.#parts.caller.call<readonly Finding[] | CheckResult>(call, input),
      );
      const findings = applyChecks(said, this.#parts.policy);
      const refusals = findings.filter(({ severity }) => severity === 'refusal');
      this.#parts.journal.step(step, { findings });
      if (refusals.length > 0 && this.#course.performed.size > 0)
        throw new StepFailed(step, summariseRefusals(refusals));
      this.#course.refuse(refusals);
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
    this.#course.endIfRefused();
    await this.#parts.lease?.take();
    return await this.#step(id, title, 'change', options, async (step) => {
      const plan = await this.#planInTime(activity.name, step, title, input, options);
      this.#permit.note(step, options);
      if (options.noReturn !== undefined) this.#parts.journal.set({ noReturn: options.noReturn });
      const purpose = this.#purpose(this.#permit.urgent ? 'urgent' : 'perform');
      const call = { name: `${activity.name}.perform`, id: `${step}:perform`, title, purpose };
      const result = await this.#parts.caller.call<ChangeResult>(call, input, plan);
      this.#parts.journal.step(step, { evidence: result.evidence });
      return result.value as Value | undefined;
    });
  }

  async #planInTime<Input>(
    name: string,
    step: string,
    title: string,
    input: Input,
    options: ChangeOptions,
  ): Promise<ChangePlan> {
    for (;;) {
      const purpose = this.#purpose(this.#permit.urgent ? 'urgent' : 'read');
      const call = { name: `${name}.plan`, id: `${step}:plan`, title, purpose };
      const plan = await this.#parts.caller.call<ChangePlan>(call, input);
      const { actions, later } = plan;
      this.#parts.journal.step(step, { actions, ...(later !== undefined && { later }) });
      if (await this.#permit.toPerform(step, title, options)) return plan;
    }
  }

  async wait<Input, Value extends Json>(
    id: string,
    title: string,
    activity: WaitRef<Input>,
    input: Input,
    options: WaitOptions = {},
  ): Promise<Value | undefined> {
    const { tries } = options;
    return await this.#step(id, title, 'wait', options, async (step) => {
      const purpose = { ...this.#purpose('wait'), ...(tries !== undefined && { tries }) };
      const result = await this.#parts.caller.call<WaitResult>(
        { name: activity.name, id: step, title, purpose },
        input,
      );
      if (result.kind === 'lost') throw new StepFailed(step, viewLost(result));
      this.#parts.journal.step(step, { note: result.note });
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
    const { journal, caller, holding, pace } = this.#parts;
    return await this.#step(id, title, 'wait', options, async (step) => {
      const wait = { journal, caller, pace, step, title, name: activity.name, input };
      let isOver = false;
      const pacing = this.#paceLong(options, this.#permit.aboutStep(step, title), () => isOver);
      try {
        const value = await heedWishes(
          journal,
          holding,
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

  /** Only where the operation was asked to be gentle: a drain of before knows nothing of it. */
  async #paceLong({ throttle }: LongOptions, about: WindowQuestion, isOver: () => boolean): Promise<void> {
    const { windows, holding, journal } = this.#parts;
    if (throttle === undefined || windows.kept?.gentleSlots === undefined) return;
    try {
      await paceByWindow({ windows, holding, journal, knob: throttle, about, isOver });
    } catch (error) {
      // The wait itself goes on as it is, and ends by itself when it was cancelled.
      if (!isCancellation(error)) journal.step(about.step, { note: 'its pace is not changed any more' });
    }
  }

  onLeave(question: LeaveQuestion | undefined): void {
    this.#parts.journal.set({ leaving: question });
  }

  /** Of an operation that skipped before this was asked the steps behind it are in history. */
  skipped(id: string): boolean {
    return this.#course.skipped.has(this.#scope.idOf(id)) && patched('skipped');
  }

  holds(switches: readonly HeldSwitch[]): void {
    this.#parts.journal.set({ held: switches });
  }

  settle(nodes: readonly string[]): void {
    this.#parts.journal.settle(nodes);
  }

  async each(
    nodes: readonly string[],
    body: (node: string, op: Operation) => Promise<void>,
    { limit = 1 }: EachOptions = {},
  ): Promise<void> {
    if (limit === 1) return await this.#scope.each(nodes, (node) => body(node, this));
    await eachAtOnce(nodes, limit, (node) => body(node, new RunSteps(this.#parts, { node, course: this.#course })));
  }

  async block(body: (afterRescue: boolean) => Promise<void>): Promise<void> {
    this.#rescued = false;
    await this.#untilDone(async () => {
      this.#insideBlock = true;
      try {
        await body(this.#rescued);
      } finally {
        this.#insideBlock = false;
      }
    });
  }

  async guard(options: GuardOptions, body: () => Promise<void>): Promise<void> {
    const lost = async () => {
      this.#rescued = true;
      await options.lost();
    };
    while (!(await this.#permit.forSequence({ ...options, lost }, body)));
  }

  async untilOpen(disruptive: DisruptiveStep): Promise<void> {
    await this.#untilDone(() => this.#permit.forStep(disruptive));
  }

  /** Again and again, as often as a person says so. */
  async #untilDone(work: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof StepFailed)) throw error;
        await this.#parts.holding.forAttention(error, { verbs: VERBS });
      }
    }
  }

  async #step<Result>(
    id: string,
    title: string,
    kind: StepKind,
    options: ChangeOptions & StepOptions,
    work: (step: string) => Promise<Result>,
  ): Promise<Result | undefined> {
    const { journal } = this.#parts;
    const { skippable, noReturn } = options;
    const { node } = this.#scope;
    const step = this.#scope.idOf(id);
    const known = {
      kind,
      title,
      ...(skippable !== undefined && { skippable }),
      ...(noReturn !== undefined && { noReturn }),
      ...(node !== undefined && { node }),
    };
    for (;;) {
      await this.#permit.whilePaused();
      try {
        await this.#permit.toBegin(step, title, options, () => journal.step(step, { ...known, state: 'pending' }));
        journal.step(step, { ...known, state: 'running' });
        const result = await work(step);
        journal.step(step, { state: 'done' });
        return result;
      } catch (error) {
        if ((await this.#hold(step, error, skippable)) === 'skip') return undefined;
      }
    }
  }

  /** What becomes of a step that did not come to its end: told, and where a person can help, asked. */
  async #hold(step: string, error: unknown, skippable: string | undefined): Promise<'retry' | 'skip'> {
    const { journal, holding } = this.#parts;
    if (isCancellation(error) || error instanceof UndoRequested || error instanceof Abandoned) {
      const note = holding.abandoned ? 'stopped, left as it is' : 'stopped for the undo';
      journal.step(step, { state: 'skipped', note });
      throw error;
    }
    if (error instanceof WindowClosed) {
      journal.step(step, { state: 'pending' });
      throw error;
    }
    const failed = error instanceof StepFailed ? error : new StepFailed(step, viewFailure(error));
    journal.step(step, { state: 'failed', failure: failed.view });
    // To hold would keep the cluster from everyone for nothing.
    if (this.#course.performed.size === 0) throw new OperationRefused(failed.view);
    if (this.#insideBlock && (skippable === undefined || this.#permit.urgent)) throw failed;
    const verbs: readonly Verb[] = skippable === undefined ? VERBS : ['retry', 'skip', 'undo', 'abandon'];
    const said = await holding.forAttention(failed, { verbs, skippable });
    if (said === 'skip') {
      this.#course.skipped.add(step);
      journal.step(step, { state: 'skipped', note: skippable ?? '' });
    }
    return said;
  }

  #purpose(kind: Purpose['kind']): Purpose {
    return { kind, pace: this.#parts.pace };
  }
}

import type { ClusterSpec } from '../../model/cluster.ts';
import type { HeldSwitch, LeaveQuestion, NoReturn, UsedId } from '../../model/operation.ts';
import type { Disruption } from '../../model/windows/rules.ts';
import type { Json } from '../../model/step.ts';
import type { ChangeRef, CheckRef, LongRef, WaitRef } from './references.ts';

/** What every procedure is given. */
export interface ProcedureInput<Cluster extends ClusterSpec = ClusterSpec> {
  readonly cluster: Cluster;
  readonly nodes: readonly string[];
  /** The nodes are dead, out of reach or gone: nothing is done on their hosts. */
  readonly lost: boolean;
  /** Why it may stop the cluster for a while; absent when it may not. */
  readonly outage?: string;
  /** A backend goes without its tablets being moved away first. */
  readonly noDrain: boolean;
  /** What was typed, twice, where data would be lost. */
  readonly confirm: readonly string[];
  /** How many nodes at once, where that is possible. */
  readonly limit: number;
  /** Nodes that take the place of these. */
  readonly replacements: readonly string[];
  /** Ids that earlier operations used, as far as they are remembered. */
  readonly usedIds: readonly UsedId[];
}

export interface StepOptions {
  /**
   * What is so after a person skips the step when it fails, e.g. "its process goes on". A step whose value is used later, or
   * on which a later one stands, has none.
   * @default it cannot be skipped
   */
  readonly skippable?: string;
}

export interface ChangeOptions extends StepOptions {
  /** From this step on there is no undo: shown before it, and in force once it may have happened. @default there is */
  readonly noReturn?: NoReturn;
  /**
   * What it does to those who use the cluster: it waits for a window, where the operation keeps any. Inside a guard that says
   * what it disrupts this is asked once more right before it. @default it may begin at any time
   */
  readonly disruptive?: Disruption;
  /** Looked at for as long as it waits for a window. Nothing depends on what is seen. @default nothing */
  readonly meanwhile?: Meanwhile;
}

/** A wait of days that is begun only for what it guards. */
export interface Meanwhile {
  readonly activity: { readonly name: string };
  readonly input: () => unknown;
}

/** The disruptive step that something else leads up to. */
export interface DisruptiveStep {
  /** As the step itself has them. */
  readonly id: string;
  readonly title: string;
}

export interface WaitOptions extends StepOptions {
  /** Tries before the step fails; one try is one probe, so time without a worker does not count. @default 150 */
  readonly tries?: number;
}

/** A switch of the product, and what a person wants it to be. */
export interface Wish {
  readonly knob: string;
  readonly value: string;
}

export interface LongOptions extends StepOptions {
  /** What a person may set while it waits, by the names of the product. @default nothing */
  readonly tunable?: readonly string[];
  /** Does so; the wait begins its next epoch after it, with what its input is then. */
  readonly tune?: (wish: Wish) => Promise<void>;
  /** The one of `tunable` that is set low outside of the windows, where that is asked for. @default none */
  readonly throttle?: string;
}

export interface EachOptions {
  /** How many nodes are worked on at once; the body uses the `op` that it is given. @default 1 */
  readonly limit?: number;
}

export interface GuardOptions {
  /** Why a pause is refused inside. */
  readonly unpausable: string;
  /** What is done at once, unasked, when anything inside fails; the operation holds only after it. */
  readonly lost: () => Promise<unknown>;
  /** The first disruptive step inside: the guard waits for a window, and what comes after that step does not. @default none */
  readonly disrupts?: DisruptiveStep;
  /** What is put back when the window closed before that step; then the guard waits for the next one. @default nothing */
  readonly postponed?: () => Promise<unknown>;
}

/** What a procedure says to the core. It reads like the runbook. */
export interface Operation {
  /**
   * Reads, may refuse. All checks before the first change are made before one of them refuses. Gives what was read to decide
   * by; `undefined` while the way ahead is only written down.
   */
  check<Input, Value extends Json = Json>(
    id: string,
    title: string,
    activity: CheckRef<Input>,
    input: Input,
    options?: StepOptions,
  ): Promise<Value | undefined>;
  /** Plans, then does exactly what was planned. Gives the value of the result, in a plan `undefined`. */
  change<Input, Value extends Json = Json>(
    id: string,
    title: string,
    activity: ChangeRef<Input>,
    input: Input,
    options?: ChangeOptions,
  ): Promise<Value | undefined>;
  /** Until the world is so. Gives the value of what was reached, in a plan `undefined`. */
  wait<Input, Value extends Json = Json>(
    id: string,
    title: string,
    activity: WaitRef<Input>,
    input: Input,
    options?: WaitOptions,
  ): Promise<Value | undefined>;
  /**
   * For as long as it takes, days or weeks: a pause stops nothing here, because it only looks, and keeps switches as they
   * were set. Gives the value of what was reached, in a plan `undefined`.
   */
  waitLong<Input, Value extends Json = Json>(
    id: string,
    title: string,
    activity: LongRef<Input>,
    /** Asked for each epoch anew. */
    input: () => Input,
    options?: LongOptions,
  ): Promise<Value | undefined>;
  /** Waits for a window now, so that what is looked at right before the step is not old when it begins. */
  untilOpen(step: DisruptiveStep): Promise<void>;
  /** What is asked of a person who abandons the operation from here on; nothing any more without one. */
  onLeave(question: LeaveQuestion | undefined): void;
  /** Which switches it has set now and puts back later: a screen shows them. */
  holds(switches: readonly HeldSwitch[]): void;
  /** Whether a person had this step skipped: what stands on it alone falls away with it. */
  skipped(id: string): boolean;
  /** Which nodes it comes to, in which order, once that is known: the way ahead is shown so. */
  settle(nodes: readonly string[]): void;
  /** One node after the other, or several at once; step ids inside begin with the node. */
  each(
    nodes: readonly string[],
    body: (node: string, op: Operation) => Promise<void>,
    options?: EachOptions,
  ): Promise<void>;
  /** Steps that a retry begins again from the first; `afterRescue` says that the last try ended in a guard. */
  block(body: (afterRescue: boolean) => Promise<void>): Promise<void>;
  /** Steps that must not be left half done: no pause inside, and a rescue before the operation holds. Inside a block. */
  guard(options: GuardOptions, body: () => Promise<void>): Promise<void>;
}

/** What an undo says to the core: a step is run only when one of its counterparts may have happened. */
export interface Undo {
  /** Gives the value of the result; `undefined` when it was not run. */
  takeBack<Input, Value extends Json = Json>(
    counterparts: readonly string[],
    id: string,
    title: string,
    activity: ChangeRef<Input>,
    input: Input,
    options?: StepOptions,
  ): Promise<Value | undefined>;
  waitLong<Input>(
    counterparts: readonly string[],
    id: string,
    title: string,
    activity: LongRef<Input>,
    input: () => Input,
    options?: StepOptions,
  ): Promise<void>;
  /** Whether a person had this step of the undo skipped. */
  skipped(id: string): boolean;
  /** Which switches are set now: none after they were put back. */
  holds(switches: readonly HeldSwitch[]): void;
  each(nodes: readonly string[], body: (node: string) => Promise<void>): Promise<void>;
}

/** The code of one verb for one role of one engine. */
export interface Procedure<Cluster extends ClusterSpec = ClusterSpec> {
  run(op: Operation, input: ProcedureInput<Cluster>): Promise<void>;
  undo(op: Undo, input: ProcedureInput<Cluster>): Promise<void>;
  /** What is still done when a person abandons it with a choice. @default nothing */
  leave?(op: Undo, input: ProcedureInput<Cluster>, choice: string): Promise<void>;
}

export function procedure<Cluster extends ClusterSpec = ClusterSpec>(
  definition: Procedure<Cluster>,
): Procedure<Cluster> {
  return Object.freeze(definition);
}

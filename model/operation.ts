import type { ClusterSpec, Role } from './cluster.ts';
import type { LongProgress } from './progress.ts';
import type { Disruption, WindowAnswer, WindowRules } from './windows/rules.ts';
import { describeWindows } from './windows/describe-windows.ts';
import type { KeptWindows } from './windows/kept-windows.ts';
import type { Action, Evidence, FailureView, Finding, StepKind } from './step.ts';

export type OperationVerb = 'add' | 'remove' | 'replace' | 'restart' | 'deploy' | 'transfer-leader';
/** `plan` runs the same procedure and never schedules a `perform`. */
export type OperationMode = 'run' | 'plan';
export type OnFailure = 'hold' | 'undo';

/** How findings are taken: `report` only tells, `enforce` refuses on a refusal, `strict` on a warning too. */
export type ChecksMode = 'report' | 'enforce' | 'strict';
export const CHECKS_MODES: readonly ChecksMode[] = ['report', 'enforce', 'strict'];

export interface ChecksPolicy {
  /** @default 'enforce' */
  readonly checks?: ChecksMode;
  /** Gates that a person overrides, each with the reason. */
  readonly accept?: Readonly<Record<string, string>>;
}

/** What a request may ask beyond verb and nodes. Absent is the default. */
export interface OperationOptions extends ChecksPolicy {
  /** The nodes are dead, out of reach or gone: nothing is done on their hosts. @default false */
  readonly lost?: boolean;
  /** Why it may stop the cluster for a while. @default it may not */
  readonly outage?: string;
  /** A backend is dropped without moving its tablets away first. @default false */
  readonly noDrain?: boolean;
  /** The phrase that names the node and what is lost with it, as it was typed, twice. */
  readonly confirm?: readonly string[];
  /** How many nodes are worked on at once, where that is possible. @default 2 */
  readonly limit?: number;
  /** Aliases of the nodes that take the place of these, in the same order. */
  readonly with?: readonly string[];
  /** When its disruptive steps may begin. @default what the cluster's file says */
  readonly windows?: WindowRules;
  /** Why it keeps no window. @default it keeps them */
  readonly now?: string;
  /** Why the lease of another installation is taken over. @default it is respected */
  readonly takeOver?: string;
}

/** An id of a raft group that an operation of before may have used: such an id is never given again. */
export interface UsedId {
  readonly id: number;
  /** Which one, in words. */
  readonly by: string;
}

/** What a person asked for. The whole input of the workflow; no secret in it. */
export interface OperationRequest extends OperationOptions {
  /** Made by the client; the same after a lost reply, so that a repeated submit is recognised. */
  readonly id: string;
  readonly verb: OperationVerb;
  readonly role: Role;
  /** Aliases, in the order in which they are worked on. */
  readonly nodes: readonly string[];
  readonly cluster: ClusterSpec;
  readonly mode: OperationMode;
  /** @default 'hold' */
  readonly onFailure: OnFailure;
  /** `user@machine` of the person. */
  readonly by: string;
  /** ISO time after which a worker that sees it for the first time must not begin. */
  readonly notAfter: string;
  /** Ids that earlier operations on this cluster used, as far as this Temporal remembers them. @default none are known */
  readonly usedIds?: readonly UsedId[];
  /** The drain that holds the cluster meanwhile; it must not begin when that has ended. @default it holds the cluster itself */
  readonly beside?: BesideHolder;
}

/** The operation beside whose drain another one runs. */
export interface BesideHolder {
  readonly operation: string;
  /** Of before there were foremen: the run that must not have ended. @default a foreman lets them run side by side */
  readonly runId?: string;
}

/** What the holder is told of an operation that runs beside it. */
export interface BesideNews {
  readonly id: string;
  readonly verb: OperationVerb;
  readonly role: Role;
  readonly nodes: readonly string[];
  readonly by: string;
}

export type OperationState =
  | 'running'
  /** For a window, before a disruptive step. */
  | 'waiting'
  | 'paused'
  | 'needs attention'
  | 'undoing'
  | 'done'
  | 'planned'
  | 'refused'
  | 'undone'
  | 'abandoned'
  | 'failed';

export const CLOSED_STATES: readonly OperationState[] = ['done', 'planned', 'refused', 'undone', 'abandoned', 'failed'];

/** The verbs that a person may give to a running operation. */
export type Verb = 'pause' | 'resume' | 'retry' | 'skip' | 'undo' | 'abandon';
export const VERBS: readonly Verb[] = ['pause', 'resume', 'retry', 'skip', 'undo', 'abandon'];

export interface VerbInput {
  readonly by: string;
  readonly why?: string;
}

/** Of retry and skip. */
export interface StepVerbInput extends VerbInput {
  /** Refused when another one holds by then. @default whichever holds */
  readonly step?: string;
}

/** With a choice where the operation asks what to leave. */
export interface AbandonInput extends VerbInput {
  readonly choice?: string;
}

/** A switch of the product that a person sets for as long as the operation runs. */
export interface TuneInput extends VerbInput {
  /** As the product calls it. */
  readonly knob: string;
  readonly value: string;
}

/** Other windows, or none any more, for an operation that runs. */
export interface WindowInput extends VerbInput {
  /** Kept from now on instead of those before. */
  readonly windows?: WindowRules;
  /** Nothing is held any more; `why` says why. */
  readonly now?: true;
}

/** A switch of the product as an operation holds it. */
export interface HeldSwitch {
  readonly knob: string;
  /** What it is put back to. */
  readonly original: string;
  readonly ours: string;
}

/** A verb as it was taken, or refused with the reason. */
export interface VerbRecord extends VerbInput {
  readonly verb: Verb | 'tune' | 'window';
  readonly at: string;
  /** What was chosen or set, in words. */
  readonly what?: string;
}

export type GivenInput = VerbInput | StepVerbInput | AbandonInput | TuneInput | WindowInput;

/** What was chosen or set with a verb, in words; `undefined` for one that says all by itself. */
export function describeGiven(input: GivenInput): string | undefined {
  if ('windows' in input && input.windows !== undefined) return describeWindows(input.windows);
  if ('now' in input) return 'open now';
  if ('knob' in input) return `${input.knob} = ${input.value}`;
  if ('step' in input) return input.step;
  return 'choice' in input ? input.choice : undefined;
}

/** What a person has to decide who leaves the operation where it is. */
export interface LeaveQuestion {
  /** One sentence on what is so, and why it must be asked. */
  readonly asks: string;
  readonly choices: readonly LeaveChoice[];
}

export interface LeaveChoice {
  /** What is typed: `--choose <name>`. */
  readonly name: string;
  /** What is so afterwards. */
  readonly says: string;
  /** The statement for later, when something is left to be done by hand. */
  readonly later?: string;
}

/** `leave: be-3 stays registered; later: ADMIN SET …` */
export function describeChoice({ name, says, later }: LeaveChoice): string {
  return `${name}: ${says}${later === undefined ? '' : `; later: ${later}`}`;
}

export type StepState = 'pending' | 'running' | 'done' | 'failed' | 'skipped';

export interface StepProgress {
  /** `<node>/<step>` or `<step>`; stable, and the prefix of the activity ids. */
  readonly id: string;
  readonly kind: StepKind;
  readonly title: string;
  readonly node?: string;
  readonly state: StepState;
  /** True for the steps of the undo. */
  readonly undo?: boolean;
  /** What is so after a person skips it; absent when it cannot be skipped. */
  readonly skippable?: string;
  /** After it there is no way back. */
  readonly noReturn?: NoReturn;
  /** It waits for a window; absent when the operation keeps none. */
  readonly disruptive?: Disruption;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly actions?: readonly Action[];
  readonly later?: readonly string[];
  readonly evidence?: readonly Evidence[];
  readonly findings?: readonly Finding[];
  /** One line: what was reached, or what is being waited for. */
  readonly note?: string;
  /** A wait of days. */
  readonly long?: true;
  /** Of such a wait: what its last epoch knew; the latest is in the heartbeat. */
  readonly progress?: LongProgress;
  readonly failure?: FailureView;
}

/** Why there is no undo from a step on, and what can be done instead. */
export interface NoReturn {
  readonly why: string;
  readonly instead: string;
}

/** Why the operation holds and what a person can do. */
export interface Attention {
  readonly step: string;
  readonly failure: FailureView;
  readonly verbs: readonly Verb[];
  /** What is so after a skip, when `skip` is among the verbs. */
  readonly skippable?: string;
  readonly since: string;
}

/** What waits for a window. */
export interface WindowQuestion {
  /** Id of the step that begins then. */
  readonly step: string;
  readonly title: string;
  readonly node?: string;
}

/** Why a step has not begun. */
export interface WindowWait extends WindowQuestion, WindowAnswer {
  /** IANA name. */
  readonly timezone: string;
  readonly since: string;
}

/** Everything that an operation says of itself: answer of the `progress` query, and the result when it has ended. */
export interface OperationProgress {
  readonly request: OperationOptions & {
    readonly id: string;
    readonly verb: OperationVerb;
    readonly role: Role;
    readonly nodes: readonly string[];
    readonly cluster: string;
    readonly mode: OperationMode;
    readonly onFailure: OnFailure;
    readonly by: string;
    /** The operation whose drain holds the cluster meanwhile. */
    readonly beside?: string;
  };
  readonly state: OperationState;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly steps: readonly StepProgress[];
  readonly verbs: readonly VerbRecord[];
  readonly attention?: Attention;
  /** Set while pause is refused: why. */
  readonly unpausable?: string;
  /** Set once the point of no return may have been passed: undo is refused. */
  readonly noReturn?: NoReturn;
  /** Asked of whoever abandons it now. */
  readonly leaving?: LeaveQuestion;
  /** Switches that `muster tune` can set now; absent when there are none. */
  readonly tunable?: readonly string[];
  /** Switches that it has set, and puts back at its end. */
  readonly held?: readonly HeldSwitch[];
  /** Those that it keeps, or would keep; absent when there are none. */
  readonly windows?: KeptWindows;
  /** Set while a step waits for one. */
  readonly window?: WindowWait;
  /** Of a plan: whether one was open when it was made, or when the next opens. */
  readonly opening?: WindowAnswer;
  /** Operations that began beside its drain. */
  readonly beside?: readonly (BesideNews & { readonly at: string })[];
  /** Why it ended otherwise than done. */
  readonly failure?: FailureView;
}

/** Names that client, worker and workflow share. */
export const TASK_QUEUE = 'muster';
export const WORKFLOW_TYPE = 'operation';
export const PROGRESS_QUERY = 'progress';
export const TUNE_UPDATE = 'tune';
export const WINDOW_UPDATE = 'window';
/** The local activity that knows the zones. */
export const ASK_WINDOWS = 'muster.windows.ask';
export const BESIDE_SIGNAL = 'beside';
/** The activity that reads what a wait of days told last. */
export const LAST_PROGRESS = 'muster.operation.lastProgress';
export const DEFAULT_NAMESPACE = 'muster';

export function planWorkflowId(cluster: string, requestId: string): string {
  return `plan/${cluster}/${requestId}`;
}

/** All of type KEYWORD but the last, which is KEYWORD_LIST. */
export const SEARCH_ATTRIBUTES = {
  cluster: 'MusterCluster',
  operation: 'MusterOperation',
  state: 'MusterState',
  request: 'MusterRequest',
  step: 'MusterStep',
  nodes: 'MusterNodes',
} as const;

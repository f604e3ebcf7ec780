import type { Work } from './conflicts.ts';
import type { OperationRequest, VerbInput } from './operation.ts';
import type { FailureView } from './step.ts';
import type { Stuck } from './stuck.ts';

/**
 * The foreman of a cluster: one workflow that admits, queues and refuses what is asked, so that what does not go together
 * never runs side by side. It ends when there is nothing to watch over. Names that client, worker and workflow share.
 */
export const FOREMAN_TYPE = 'foreman';
export const SUBMIT_UPDATE = 'submit';
export const LEAVE_UPDATE = 'leave';
export const SUSPEND_UPDATE = 'suspend';
export const UNSUSPEND_UPDATE = 'unsuspend';
export const ADMISSION_QUERY = 'admission';
/** Type of the failure by which a foreman that is about to go on in a new run sends a request away: it is asked again. */
export const FOREMAN_TURNS = 'FOREMAN_TURNS';

export function foremanWorkflowId(cluster: string): string {
  return `cluster/${cluster}`;
}

/** How the one of the cluster is started by whoever needs it; where it runs it is left as it is. */
export function describeForeman(cluster: string) {
  return {
    workflowId: foremanWorkflowId(cluster),
    args: [{ cluster }] as [ForemanStart],
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: `Foreman of ${cluster}: admits, queues and refuses operations`,
  } as const;
}

export function operationWorkflowId(cluster: string, requestId: string): string {
  return `op/${cluster}/${requestId}`;
}

/** Whether that is the name of an operation that changes the cluster. Of before there were foremen it is that of the cluster; a plan holds nothing. */
export function isOperationOf(cluster: string, workflowId: string): boolean {
  return workflowId.startsWith(operationWorkflowId(cluster, '')) || workflowId.startsWith(foremanWorkflowId(cluster));
}

/** What is done with a submit that does not go together with what runs: it is told so, or it waits for its turn. */
export type IfBusy = 'refuse' | 'queue';

export interface Submission {
  readonly request: OperationRequest;
  readonly ifBusy: IfBusy;
}

/** What a run of the foreman begins with: nothing, or what the run before it handed over. */
export interface ForemanStart {
  readonly cluster: string;
  /** Absent on a first run, which looks for itself what is under way. */
  readonly state?: DeskState;
  /** Updates after which it goes on in a new run. @default 1500, of the 2000 that the server allows */
  readonly turnover?: number;
}

/** An operation that was started and has not been seen closed. */
export interface RunningWork extends Entry {
  readonly work: Work;
  /** It was paused for the suspension that lasts, and is resumed when that ends. */
  readonly held?: true;
}

/** An operation that waits for its turn. */
export interface QueuedWork extends Entry {
  readonly work: Work;
  readonly request: OperationRequest;
}

/** All that a foreman knows. */
export interface DeskState {
  readonly running: readonly RunningWork[];
  readonly queue: readonly QueuedWork[];
  readonly suspension?: Suspension;
}

/** One operation as others are told of it. */
export interface Entry {
  readonly id: string;
  /** `remove be-3` */
  readonly what: string;
  readonly by: string;
  /** ISO time: when it began, or came into the queue. */
  readonly since: string;
}

/** Why something has to wait: what it does not go together with, and the reason. */
export interface Obstacle extends Entry {
  /** One sentence of the conflict table, or that it stands before it in the queue. */
  readonly why: string;
  /** It has not begun itself. @default it runs */
  readonly waits?: boolean;
}

/** The answer to a submit; true at the moment at which it is given. */
export type Admission =
  /** Without a run when it began before: it may have ended meanwhile. */
  | { readonly kind: 'running'; readonly workflowId: string; readonly runId?: string }
  /** With the suspension, while one lasts: then nothing has to be in its way. */
  | {
      readonly kind: 'queued';
      readonly place: number;
      readonly behind: readonly Obstacle[];
      readonly suspension?: Suspension;
    }
  /** With what is in its way, when that is why. */
  | { readonly kind: 'refused'; readonly failure: FailureView; readonly behind: readonly Obstacle[] };

/** While it lasts nothing new starts; it opens by itself. */
export interface Suspension {
  readonly by: string;
  readonly reason: string;
  /** ISO times. */
  readonly since: string;
  readonly until: string;
  /** What is done with what runs. */
  readonly running: 'leave' | 'pause';
}

/** Who takes an entry out of the queue. */
export interface LeaveInput extends VerbInput {
  readonly id: string;
}

/** Answer of the `admission` query. */
export interface AdmissionView {
  readonly cluster: string;
  readonly running: readonly Entry[];
  readonly queue: readonly QueueEntry[];
  readonly suspension?: Suspension;
  /** Its foreman was ended from outside: what runs goes on, and nothing begins until there is another one. */
  readonly ended?: true;
  /** Its worker cannot go on with it: what runs goes on, and nothing begins. */
  readonly stuck?: Stuck;
}

export interface QueueEntry extends Entry {
  readonly behind: readonly Obstacle[];
}

import type { OperationRequest } from '../operation.ts';
import type { Timing } from './timing.ts';

/** Names that client, worker and workflow share. */
export const FIRING_TYPE = 'firing';
/** The activity that hands an operation to the foreman of its cluster. */
export const SUBMIT_ACTIVITY = 'muster.foreman.submit';

const PREFIX = 'schedule/';

export function scheduleId(cluster: string, name: string): string {
  return `${PREFIX}${cluster}/${name}`;
}

/** `undefined` for a schedule of somebody else in the namespace. */
export function parseScheduleId(id: string): { readonly cluster: string; readonly name: string } | undefined {
  const [cluster, name, more] = id.startsWith(PREFIX) ? id.slice(PREFIX.length).split('/') : [];
  return cluster === undefined || name === undefined || more !== undefined ? undefined : { cluster, name };
}

/** All firings of a schedule begin with it: by the clock `…/at-<time>`, which the server appends, or by a person. */
export function firingPrefix(cluster: string, name: string): string {
  return `firing/${cluster}/${name}/`;
}

/** What is done with a firing while something runs that it does not go together with. */
export type IfBusy = 'skip' | 'queue';

/** @unit ms. A firing that is later is not made up for: what was to happen on Sunday night is not done on Monday. */
export const CATCH_UP_MS = 10 * 60_000;

/** The cluster file as the operations of a schedule have it. */
export interface ScheduleSource {
  readonly file: string;
  /** ISO time at which it was read. */
  readonly readAt: string;
  /** `user@machine` of who read it. */
  readonly by: string;
}

/** What is known of a schedule beside its operation. */
export interface ScheduleFacts {
  readonly name: string;
  readonly cluster: string;
  readonly timing: Timing;
  /** What was typed after `--`, word by word. */
  readonly command: readonly string[];
  readonly ifBusy: IfBusy;
  readonly catchUpMs: number;
  readonly by: string;
  /** ISO time. */
  readonly createdAt: string;
  readonly why?: string;
  readonly source: ScheduleSource;
}

/** An operation but for what is made when it is asked for. */
export type RequestTemplate = Omit<OperationRequest, 'id' | 'by' | 'notAfter'>;

/** The whole input of a firing; no secret in it. */
export interface FiringInput {
  readonly schedule: ScheduleFacts;
  readonly request: RequestTemplate;
  /** A person let it fire now. @default the clock did */
  readonly trigger?: { readonly by: string; readonly why?: string };
}

/** `missed` it came too late · `failed` nobody knows whether it was submitted. */
export type FiringKind = 'started' | 'queued' | 'skipped' | 'refused' | 'missed' | 'failed';

/** How a firing ended. */
export interface FiringOutcome {
  readonly kind: FiringKind;
  /** ISO time for which it was planned. */
  readonly due: string;
  /** Id of the operation: that would have been, when none was started. */
  readonly operation: string;
  /** One line: why nothing was started, or what it waits for. */
  readonly why?: string;
  /** Of what was refused or failed. */
  readonly code?: string;
  readonly hint?: string;
}

/** What the list of the server tells of a firing. */
export interface FiringMemo {
  readonly schedule: string;
  readonly cluster: string;
  /** Absent while it runs. */
  readonly outcome?: FiringOutcome;
  /** Who let it fire by hand. */
  readonly triggeredBy?: string;
}

/** As who asks for the operation of a firing. */
export function firedBy({ name, by }: Pick<ScheduleFacts, 'name' | 'by'>, trigger: FiringInput['trigger']): string {
  return `${beginningOf(name)}${trigger === undefined ? `created by ${by}` : `triggered by ${trigger.by}`})`;
}

export function isFiredBy(by: string, schedule: string): boolean {
  return by.startsWith(beginningOf(schedule));
}

function beginningOf(schedule: string): string {
  return `schedule ${schedule} (`;
}

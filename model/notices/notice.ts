import type { Diagnosis } from '../diagnosis.ts';
import type { ErrorCode } from '../error.ts';
import type { SecretRef } from '../node-base.ts';
import type { OperationState, OperationVerb } from '../operation.ts';
import type { Role } from '../cluster.ts';
import type { NoticeEvent } from './events.ts';

/** What a hook is told: the JSON body of its request. Fields may be added, none changes its meaning. */
export interface Notice {
  readonly event: NoticeEvent;
  /** All of it in one sentence, for receivers that show one. */
  readonly text: string;
  readonly cluster: string;
  readonly operation: string;
  /** `remove be-3` */
  readonly what: string;
  readonly verb: OperationVerb;
  readonly role: Role;
  readonly nodes: readonly string[];
  /** `user@machine` of the person who asked for it. */
  readonly by: string;
  readonly state: OperationState;
  /** ISO time of what is told, not of the sending. */
  readonly at: string;
  /** From 1, within the operation: notices are sent on their own, and a later one may arrive first. */
  readonly number: number;
  /** That it is about. */
  readonly step?: { readonly id: string; readonly title: string; readonly node?: string };
  /** One sentence: what failed, what stands in the way, or who ended it. */
  readonly why?: string;
  /** Of what failed. */
  readonly code?: ErrorCode;
  readonly stall?: Diagnosis & { readonly since: string; readonly nodes?: readonly string[] };
  /** Of a drain, by node: tablets. */
  readonly left?: Readonly<Record<string, { readonly left: number; readonly total: number }>>;
  /** That it waits for; ISO times, null where none is in sight. */
  readonly window?: { readonly span: string; readonly timezone: string; readonly opensAt: string | null };
  /** What to do next: commands or statements that can be pasted. */
  readonly next: readonly string[];
}

/** The whole input of the workflow that sends it; of the hooks only where their addresses are found. */
export interface NoticeRequest {
  readonly notice: Notice;
  /** The same for every try: a receiver that has it already may pass it over. */
  readonly key: string;
  readonly hooks: readonly SecretRef[];
  /** @default 1 */
  readonly pace: number;
}

/** Input of the activity. */
export interface SendInput {
  readonly url: SecretRef;
  readonly notice: Notice;
  readonly key: string;
}

/** Names that workflows and worker share. */
export const NOTICE_WORKFLOW = 'notice';
export const SEND_NOTICE = 'muster.notices.send';

export function noticeWorkflowId({ cluster, operation, number, event }: Notice): string {
  return `notice/${cluster}/${operation}/${number}-${event}`;
}

/** With the time in it: an operation that was reset in Temporal counts its notices again, and they are other ones. */
export function noticeKey({ operation, number, event, at }: Notice): string {
  return `${operation}-${number}-${event}-${Date.parse(at)}`;
}

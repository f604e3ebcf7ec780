/**
 * What the outcome of the failed call is, decided where it is thrown:
 * `transient` nothing happened, trying again may help · `refused` nothing happened, trying again will not help ·
 * `unknown` it may have happened, may not, and may still happen: look before anything else is done.
 */
export type FailureKind = 'transient' | 'refused' | 'unknown';

/** The same as people are told it. */
export const FAILURE_MEANINGS: Readonly<Record<FailureKind, string>> = {
  transient: 'nothing happened; trying again may help',
  refused: 'nothing happened; trying again helps only after the cause is gone',
  unknown: 'it may have happened or not; each verb looks before it acts',
};

/** Stable words for scripts and tests. A new one is added here with the sentence that says when it is thrown. */
export const ERROR_CODES = {
  BAD_INPUT: 'The cluster file, a flag or a name is not valid',
  SECRET_MISSING: 'A referenced secret cannot be resolved where it is used',
  SSH_UNREACHABLE: 'The host refused, dropped or did not answer the SSH connection',
  SSH_AUTH: 'The host does not accept a key of ours, or there is none to show',
  SSH_HOST_KEY: 'The host key is unknown or has changed',
  BECOME_REFUSED: 'sudo does not let the SSH user act as the user of the node',
  SSH_LOST: 'The connection broke while a command was running',
  COMMAND_FAILED: 'A remote command ended with a code other than 0',
  COMMAND_TIMEOUT: 'A remote command did not end within its limit',
  FILE_CHANGED: 'A remote file is no longer what the plan was made from',
  SQL_UNREACHABLE: 'The MySQL port refused, or accepted and never greeted',
  SQL_AUTH: 'User or password is not accepted',
  SQL_PRIVILEGE: 'The user lacks a privilege',
  SQL_TIMEOUT: 'A statement did not answer within its limit',
  SQL_LOST: 'The connection broke while a statement was running',
  SQL_FAILED: 'The database refused a statement',
  NO_LEADER: 'No frontend or meta node is named leader by a majority of the voters and answers as one',
  NO_QUORUM: 'The leader has no majority of the voters behind it',
  META_SILENT: 'A meta node does not answer, or not within its limit',
  META_UNREADABLE: 'A meta node answers something that cannot be read',
  META_REFUSED: 'A meta node refused a request',
  QUERY_FAILED: 'A Query node does not answer, or fails a query that needs the Meta service',
  CHANGE_PENDING: 'A change of the membership was begun and is not over: it waits for a majority',
  FOREIGN_CHANGE: 'The voters are not those that were expected: somebody else changed them',
  NOT_MEMBER: 'The node is not registered, or with another role',
  HOOK_FAILED: 'A hook of the cluster file did not take a notice, or cannot be found',
  CHECK_REFUSED: 'A check of the operation found a reason not to go on',
  JOINER_LOST: 'A node that the operation waits for is gone: its process, its host or its entry',
  BUDGET_SPENT: 'A step used up its tries',
  PLAN_OUTDATED: 'What was planned no longer fits what is there',
  CLUSTER_BUSY: 'Another operation holds the cluster',
  CLUSTER_SUSPENDED: 'Operations on the cluster are suspended for a while',
  CLUSTER_LEASED: 'Another installation holds the cluster: its lease lies on a host',
  LEASE_UNWRITTEN: 'The lease could not be left on any host of the cluster',
  LEASE_LOST: 'Another installation has taken the cluster over meanwhile',
  DRAIN_ENDED: 'The drain beside which the operation was to run has ended meanwhile',
  NOT_FOUND: 'No operation, node or sandbox by that name',
  VERB_REFUSED: 'The operation cannot take this verb now',
  TEMPORAL_DOWN: 'Temporal is out of reach',
  TEMPORAL_AUTH: 'Temporal does not accept the certificate or the API key, or they do not allow this',
  TEMPORAL_UNPREPARED: 'The namespace, or a search attribute that operations are found by, is not there',
  TEMPORAL_OLD: 'The Temporal server is older than what operations need',
  NO_WORKER: 'No worker polls the task queue',
  FOREMAN_STUCK: 'The worker cannot go on with the foreman of the cluster, which admits nothing',
  SUBMIT_LATE: 'The submit reached a worker after the client had given up on it',
  LOCAL_FAILED: 'The local Temporal server or worker could not be started or stopped',
  RECORD_UNREADABLE: 'The record of an operation cannot be read',
  SANDBOX_FAILED: 'The sandbox could not be started, stopped or reached',
  INTERNAL: 'A defect of muster itself',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface MusterErrorOptions {
  /** @default 'refused' */
  readonly kind?: FailureKind;
  /** The next thing to do, best as a command that can be pasted. */
  readonly hint?: string;
  /** More of the same kind, one line each: all errors of a file, not only the first. */
  readonly details?: readonly string[];
  readonly cause?: unknown;
}

/** The one error of the project: a code for scripts, one line for people, the next command, and what was behind it. */
export class MusterError extends Error {
  readonly code: ErrorCode;
  readonly kind: FailureKind;
  readonly hint: string | undefined;
  readonly details: readonly string[];

  constructor(
    code: ErrorCode,
    message: string,
    { kind = 'refused', hint, details = [], cause }: MusterErrorOptions = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.kind = kind;
    this.hint = hint;
    this.details = details;
  }

  static {
    this.prototype.name = 'MusterError';
  }
}

export function isMusterError(value: unknown): value is MusterError {
  return value instanceof MusterError;
}

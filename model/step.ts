import type { ErrorCode, FailureKind } from './error.ts';
import type { GateName } from './gates.ts';
import type { LongProgress } from './progress.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type StepKind = 'check' | 'change' | 'wait';

/** `ok` is shown as passed, `warning` is shown and goes on, `refusal` ends the operation before anything was changed. */
export type Severity = 'ok' | 'warning' | 'refusal';

/** What a check says about one subject. */
export interface Finding {
  readonly gate: GateName;
  readonly severity: Severity;
  /** Node, host or user that it is about. */
  readonly subject: string;
  /** One line. */
  readonly message: string;
  /** What to do next: commands or statements that can be pasted, one a line. */
  readonly next?: readonly string[];
  /** The reason with which a person overrode the gate. */
  readonly accepted?: string;
}

/** Findings, and what the procedure decides by. */
export interface CheckResult {
  readonly findings: readonly Finding[];
  readonly value?: Json;
}

/** One thing that a change will do, as data: exact enough to be done by hand. */
export type Action =
  | { readonly kind: 'sql'; readonly on: string; readonly statement: string }
  | { readonly kind: 'command'; readonly on: string; readonly command: string }
  | {
      readonly kind: 'upload';
      readonly on: string;
      readonly path: string;
      readonly from: string;
      readonly bytes: number;
      readonly digest: string;
    }
  /** `diff` has changed lines only, each with its `+` or `-`; values of secret-looking keys are masked. */
  | { readonly kind: 'file'; readonly on: string; readonly path: string; readonly diff: readonly string[] }
  /** The world is already so. */
  | { readonly kind: 'nothing'; readonly on: string; readonly because: string };

/** The plan of a change. It is in history before anything acts. */
export interface ChangePlan {
  readonly actions: readonly Action[];
  /** What depends on an earlier effect, in words: "decided when it runs: …". */
  readonly later?: readonly string[];
  /** What `perform` compares before it acts, e.g. the fingerprint of a file's present content. */
  readonly expects?: Json;
}

/** What was done and what was answered. */
export interface Evidence {
  readonly action: Action;
  readonly answer: string;
  /** ISO time of the worker. */
  readonly at: string;
}

export interface ChangeResult {
  readonly evidence: readonly Evidence[];
  readonly value?: Json;
}

/** A wait ends because the world is so, or because there is something that the procedure has to decide. */
export type WaitResult =
  | {
      readonly kind: 'reached';
      readonly note: string;
      readonly value?: Json;
      /** Of a wait of days: what its last look knew. */
      readonly progress?: LongProgress;
    }
  | { readonly kind: 'lost'; readonly reason: string; readonly hint?: string; readonly value?: Json };

/**
 * One epoch of a wait of days ends because the world is so, because it cannot become so, or because there is something to
 * keep: the epoch is over, a stall began, changed its cause or ended. Then it is called again with what it knew.
 */
export type LongResult =
  | WaitResult
  | { readonly kind: 'meanwhile'; readonly note: string; readonly progress: LongProgress };

/** A failure as it is kept in progress and shown: no stack, no secret. */
export interface FailureView {
  readonly code: ErrorCode;
  readonly kind: FailureKind;
  readonly message: string;
  readonly hint?: string;
}

/** What a running activity reports between results; read from `describe`, so also without a worker. */
export interface Heartbeat {
  readonly note: string;
  /** ISO time of the worker. */
  readonly at: string;
  /** Of a wait of days. */
  readonly progress?: LongProgress;
}

/** What a wait of days is called with beside its own input. */
export interface LongFrom {
  /** What the last epoch knew. @default it is the first */
  readonly progress?: LongProgress;
}

/** The three shapes of activity that a step runs. One effect each, idempotent, able to be called again after any failure. */
export type CheckActivity<Input> = (input: Input) => Promise<readonly Finding[] | CheckResult>;
export interface ChangeActivity<Input> {
  plan(input: Input): Promise<ChangePlan>;
  perform(input: Input, plan: ChangePlan): Promise<ChangeResult>;
}
export type WaitActivity<Input> = (input: Input) => Promise<WaitResult>;
export type LongActivity<Input> = (input: Input, from: LongFrom) => Promise<LongResult>;

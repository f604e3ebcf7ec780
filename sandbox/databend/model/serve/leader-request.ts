import type { Applied } from '../apply.ts';
import type { NodeRecord } from '../log.ts';
import type { SeqValue } from '../requests.ts';

/** What only the leader does. */
export type LeaderRequest =
  | { readonly kind: 'join'; readonly id: number; readonly node: NodeRecord; readonly learner: boolean }
  | { readonly kind: 'leave'; readonly id: number }
  | { readonly kind: 'register'; readonly id: number; readonly node: NodeRecord }
  | { readonly kind: 'upsert'; readonly key: string; readonly value: string }
  | { readonly kind: 'get'; readonly key: string };

export type LeaderReply =
  | { readonly kind: 'done' }
  | { readonly kind: 'applied'; readonly applied: Applied }
  | { readonly kind: 'value'; readonly value: SeqValue | undefined }
  | LeaderError;

/** `json`: as a leave prints it. */
export type LeaderError =
  | { readonly kind: 'data-error'; readonly error: Readonly<Record<string, unknown>>; readonly inProgress: boolean }
  | { readonly kind: 'remote-error'; readonly error: Readonly<Record<string, unknown>>; readonly inProgress: boolean }
  | { readonly kind: 'cannot-forward'; readonly message: string };

/** What a leader answers: an answer, or who should be asked instead. */
export type LeaderOutcome = LeaderReply | { readonly kind: 'forward'; readonly to: number | undefined };

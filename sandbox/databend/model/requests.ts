/** What a gRPC client asks of a node. All of it, and most of HTTP, goes through the node's one serial worker. */
export type GrpcRequest =
  | { readonly kind: 'status' }
  | { readonly kind: 'get'; readonly key: string }
  | { readonly kind: 'upsert'; readonly key: string; readonly value: string }
  | { readonly kind: 'member-list' }
  | { readonly kind: 'export' };

/** A value with the number of its change. */
export interface SeqValue {
  readonly seq: number;
  readonly proposedAt: number;
  readonly data: string;
}

/** One attempt's answer: the tool tries again by itself, up to four times. It may never come. */
export type GrpcReply =
  /** The text of `metactl status`, with its lines' ends. */
  | { readonly kind: 'status'; readonly text: string }
  | { readonly kind: 'get'; readonly value: SeqValue | undefined }
  | { readonly kind: 'upsert'; readonly before: SeqValue | undefined; readonly after: SeqValue }
  /** gRPC addresses, '' for a node without one; ghost records included. */
  | { readonly kind: 'member-list'; readonly addresses: readonly string[] }
  | { readonly kind: 'export'; readonly lines: readonly string[] }
  /** `Status { code: Internal, message: … }` */
  | { readonly kind: 'error'; readonly message: string };

/** `databend-meta --leave-id`, as it arrives at a node's raft port. It does not go through the worker. */
export interface LeaveRequest {
  readonly kind: 'leave';
  readonly id: number;
}

/** The error is what stands between `caused by errors: ` and ` while: leave …`. It may never come. */
export type LeaveReply = { readonly kind: 'left' } | { readonly kind: 'error'; readonly error: string };

export interface HttpReply {
  readonly status: number;
  /** The content type; a refused transfer has none (recorded). */
  readonly type: string | undefined;
  readonly body: string;
}

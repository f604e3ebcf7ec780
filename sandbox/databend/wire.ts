import type { GrpcReply, GrpcRequest, LeaveReply, LeaveRequest } from './model/requests.ts';

/** On the grpc and raft ports, between the sandbox's own programs only: a JSON line each way in place of gRPC. */
export type WireRequest = (
  | { readonly service: 'grpc'; readonly request: GrpcRequest }
  | { readonly service: 'raft'; readonly request: LeaveRequest }
) & {
  /** The host that it comes from: of one that is cut off nothing arrives. */
  readonly from: string;
};

export type WireReply =
  | { readonly kind: 'reply'; readonly reply: GrpcReply | LeaveReply }
  /** The port serves something else. */
  | { readonly kind: 'unimplemented' };

/** What a port that speaks HTTP/2 begins with, as whoever speaks HTTP/1 to it finds out. */
export const HTTP2_SETTINGS = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]);

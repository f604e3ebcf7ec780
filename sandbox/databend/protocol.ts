import type { LogLevel, MetaConfig } from './model/meta-config.ts';
import type { GrpcReply, GrpcRequest, HttpReply, LeaveReply } from './model/requests.ts';

/** A raft directory as a process finds it. */
export interface FoundRaftDir {
  /** Which disk of the model it holds; undefined: none, it is new. */
  readonly token: string | undefined;
  /** Of the directory itself: a copy has another one. */
  readonly inode: string | undefined;
}

/** What a process of databend-meta tells the sandbox: JSON, one message a line. */
export type FromMeta =
  | {
      readonly type: 'start';
      readonly pid: number;
      readonly host: string;
      readonly config: Omit<MetaConfig, 'machine'>;
      readonly raftDir: FoundRaftDir;
    }
  /** Each of its ports takes connections. */
  | { readonly type: 'opened' }
  | { readonly type: 'http'; readonly id: number; readonly path: string }
  | { readonly type: 'grpc'; readonly id: number; readonly from: string; readonly request: GrpcRequest }
  | { readonly type: 'leave'; readonly id: number; readonly from: string; readonly node: number }
  /** Whoever asked has gone. */
  | { readonly type: 'closed'; readonly id: number }
  | { readonly type: 'interrupt' };

/** What the sandbox tells the process to do. */
export type ToMeta =
  | { readonly type: 'stdout'; readonly line: string }
  | { readonly type: 'stderr'; readonly line: string }
  | { readonly type: 'log'; readonly level: LogLevel; readonly line: string }
  /** Its data are written: from now on the directory is that disk. */
  | { readonly type: 'raftDir'; readonly token: string }
  | { readonly type: 'listen' }
  | { readonly type: 'exit'; readonly code: number }
  /** Its clients hear nothing any more. */
  | { readonly type: 'mute'; readonly on: boolean }
  /** With `cut` the connection ends instead. */
  | { readonly type: 'httpReply'; readonly id: number; readonly reply: HttpReply; readonly cut: boolean }
  | { readonly type: 'grpcReply'; readonly id: number; readonly reply: GrpcReply; readonly cut: boolean }
  | { readonly type: 'leaveReply'; readonly id: number; readonly reply: LeaveReply; readonly cut: boolean };

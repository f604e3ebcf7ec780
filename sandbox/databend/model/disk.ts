import type { Entry, LogId, Membership, NodeRecord } from './log.ts';
import type { SeqValue } from './requests.ts';

export interface Vote {
  readonly term: number;
  readonly node: number;
  /** A majority granted it: that node leads, as far as this one knows. */
  readonly committed: boolean;
}

/** What a node has applied of its log. */
export interface StateMachine {
  applied: LogId | undefined;
  /** The applied one; while a change waits for its majority the log's last is ahead of it. */
  membership: Membership;
  membershipId: LogId | undefined;
  /** By id. Not the membership: a join that failed leaves its record here. */
  readonly nodes: Map<number, NodeRecord>;
  readonly kv: Map<string, SeqValue>;
  seq: number;
}

export interface Snapshot {
  readonly last: LogId;
  readonly state: StateMachine;
}

/** What a raft directory holds. It survives its process; only the process that has it open changes it. */
export interface Disk {
  /** The first open of a new directory reports an upgrade of its format (recorded). */
  fresh: boolean;
  vote: Vote | undefined;
  /** What `purged` left of it. */
  log: Entry[];
  purged: LogId | undefined;
  snapshot: Snapshot | undefined;
  state: StateMachine;
}

export function createStateMachine(): StateMachine {
  return {
    applied: undefined,
    membership: { configs: [], nodes: [] },
    membershipId: undefined,
    nodes: new Map(),
    kv: new Map(),
    seq: 0,
  };
}

export function createDisk(): Disk {
  return {
    fresh: true,
    vote: undefined,
    log: [],
    purged: undefined,
    snapshot: undefined,
    state: createStateMachine(),
  };
}

export function copyStateMachine(state: StateMachine): StateMachine {
  return { ...state, nodes: new Map(state.nodes), kv: new Map(state.kv) };
}

/** Every key and value, for a copy of a directory: two processes never share one disk. */
export function copyDisk(disk: Disk): Disk {
  return {
    ...disk,
    log: [...disk.log],
    snapshot: disk.snapshot && { last: disk.snapshot.last, state: copyStateMachine(disk.snapshot.state) },
    state: copyStateMachine(disk.state),
  };
}

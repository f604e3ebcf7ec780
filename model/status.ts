import type { DatabendStatus } from './databend/status.ts';
import type { NodeCommands } from './starrocks/node-commands.ts';
import type { StatusBase } from './status-base.ts';

/**
 * Something answers on the SQL port of a node, and not as a member of this cluster. `dropped`: it was one, and its process goes on with what
 * it knew then · `other cluster` · `silent`: accepts and never greets, as a dropped observer does · `unknown`: it does not
 * accept the login.
 */
export interface Stranger {
  readonly kind: 'dropped' | 'other cluster' | 'silent' | 'unknown';
  readonly clusterId?: string;
}

/** One node as the cluster and the file see it. What nobody could say is absent. */
export interface NodeStatus {
  /** Absent when the file does not know it. */
  readonly alias?: string;
  /** `host:port` as the database stores it. */
  readonly handle: string;
  /** As the product says it: `FOLLOWER`, `OBSERVER`; for a node that is only in the file, its role there. */
  readonly role: string;
  /** The role that the file gives it. */
  readonly fileRole?: string;
  readonly leader: boolean;
  readonly inFile: boolean;
  readonly inCluster: boolean;
  /** It has spoken with the leader since it was registered. */
  readonly joined?: boolean;
  /** Registered and never been alive. @default false */
  readonly halfJoined?: boolean;
  /** The leader's heartbeat. */
  readonly alive?: boolean;
  /** Asked on its own port, not taken from the leader: `no` is refused or wrong, `silent` did not answer. */
  readonly serving?: 'yes' | 'no' | 'silent';
  /** Its own port answered a statement, whatever it said. */
  readonly answers?: boolean;
  /** In its own list it is the leader. */
  readonly namesItself?: boolean;
  /** Why it does not serve. */
  readonly trouble?: string;
  /** Entries behind the leader's journal. */
  readonly journalLag?: number;
  readonly version?: string;
  /** ISO time of its last start, to within some seconds. */
  readonly since?: string;
  /** What the product says is wrong with it. */
  readonly error?: string;
  /** What answers there as something else than this member. */
  readonly stranger?: Stranger;
  /** How a person stops or starts it, as commands that can be pasted. */
  readonly commands?: NodeCommands;
}

/** One backend or compute node as the leader and the file see it. What nobody could say is absent. */
export interface BackendStatus {
  /** Absent when the file does not know it. */
  readonly alias?: string;
  /** `host:heartbeat port` as the database stores it. */
  readonly handle: string;
  /** As registered; of one that is only in the file its role there. */
  readonly role: 'be' | 'cn';
  /** The role that the file gives it. */
  readonly fileRole?: 'be' | 'cn';
  readonly inFile: boolean;
  readonly inCluster: boolean;
  /** Registered and never heard of. @default false */
  readonly unheard?: boolean;
  /** The leader's heartbeat. */
  readonly alive?: boolean;
  /** It is sending its tablets away. @default false */
  readonly draining?: boolean;
  /** Replicas on a backend. */
  readonly tablets?: number;
  /** Of the fullest disk of a backend. */
  readonly usedPercent?: number;
  readonly version?: string;
  /** ISO time of its last start, to within some seconds. */
  readonly since?: string;
  /** What the product says is wrong with it. */
  readonly error?: string;
}

export interface StarRocksStatus extends StatusBase {
  readonly engine: 'starrocks';
  readonly clusterId?: string;
  readonly nodes: readonly NodeStatus[];
  /** Backends and compute nodes; absent when there are none, or nobody could list them. */
  readonly backends?: readonly BackendStatus[];
}

/** Everything that `muster status` shows of the cluster itself; read without Temporal. */
export type ClusterStatus = StarRocksStatus | DatabendStatus;

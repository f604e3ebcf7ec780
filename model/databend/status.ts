import type { StatusBase } from '../status-base.ts';

/** One meta node as it says itself, as the leader has it, and as the file does. What nobody could say is absent. */
export interface MetaNodeStatus {
  /** Absent when the file does not know it. */
  readonly alias?: string;
  /** `host:raft port`. */
  readonly handle: string;
  /** In the raft group; of one that is no member that of the file, or its own. */
  readonly id?: number;
  /** As the leader has it, else as the member with the longest log has: `none` is in the file only, or was removed. */
  readonly role: 'voter' | 'learner' | 'none';
  readonly leader: boolean;
  readonly inFile: boolean;
  readonly inCluster: boolean;
  /** It answers under its id and follows this leader, or is it. */
  readonly lives: boolean;
  /** `hung`: its health passes and its state does not come · `refused`: nobody listens. */
  readonly answers: 'yes' | 'hung' | 'silent' | 'refused';
  /** What it says it is: `Leader`, `Follower`, `Learner`, `Candidate`. */
  readonly state?: string;
  readonly term?: number;
  /** Index of the last entry that it has applied. */
  readonly applied?: number;
  /** Entries behind the leader's log, as the leader knows it. On an idle cluster a dead one looks current. */
  readonly behind?: number;
  /** Ids of the voters, as it has them. */
  readonly voters?: readonly number[];
  /** What answers there as something else than a member. */
  readonly stranger?: 'other cluster' | 'removed' | 'no data';
  readonly version?: string;
  /** Why it does not live, or does not answer. */
  readonly trouble?: string;
}

/** One address of the list of a Query node. */
export interface EndpointStatus {
  /** `host:grpc port`. */
  readonly endpoint: string;
  /** Of a member: whether it lives; absent where no member of this cluster is known by it. */
  readonly lives?: boolean;
}

/** One Query node, a client of the Meta service. Only those of the file are known. */
export interface QueryNodeStatus {
  readonly alias: string;
  /** `host:http port`. */
  readonly handle: string;
  /** It answered a query that needs the Meta service; absent when it was not asked. */
  readonly serves?: 'yes' | 'no';
  /** Of its file; absent when that could not be read. */
  readonly endpoints?: readonly EndpointStatus[];
  /** Seconds after which it reads the members again by itself; 0 is off: then its file is all it knows. */
  readonly autoSync?: number;
  /** Why it does not serve. */
  readonly trouble?: string;
  /** Why its file could not be read. */
  readonly fileTrouble?: string;
}

export interface DatabendStatus extends StatusBase {
  readonly engine: 'databend';
  /** Of the leader. */
  readonly term?: number;
  readonly metas: readonly MetaNodeStatus[];
  readonly queries: readonly QueryNodeStatus[];
}

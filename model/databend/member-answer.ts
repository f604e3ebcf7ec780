import type { MetaStatus, RaftNode } from './meta-status.ts';

/** What metrics tell that a status does not. */
export interface MetaMetrics {
  /** Writes and changes that are proposed and not committed. */
  readonly pending: number;
  /** 0 when it knows none. */
  readonly leader: number;
}

/** What one meta node answered when it was asked for itself. */
export interface MemberAnswer {
  /** Alias, or `host:raft port` of one that the cluster file does not know. */
  readonly name: string;
  /** `host:raft port`, where it is asked and where the others should have it. */
  readonly handle: string;
  /** Of one that the file knows. */
  readonly idInFile?: number;
  /**
   * `/v1/health`: it passes also before a join, after a removal and without quorum, so it says that a process is there, and
   * nothing more. `refused`: nobody listens · `silent`: no answer, or none of the product's.
   */
  readonly health: 'pass' | 'refused' | 'silent';
  /** Its own; absent when it did not tell it. */
  readonly status?: MetaStatus;
  /**
   * Its health passes and its status did not come: one write that cannot commit blocks every later request of that node
   * (recorded on 1.2.888), so the quorum is lost or an election is under way.
   */
  readonly hung: boolean;
  /** Its address records, which are not the membership. */
  readonly records?: readonly RaftNode[];
  readonly metrics?: MetaMetrics;
  /** Why something of this is absent. */
  readonly why?: string;
}

/** As the records and the handles of the file have it. */
export function raftHandle({ host, port }: Pick<RaftNode, 'host' | 'port'>): string {
  return `${host}:${port}`;
}

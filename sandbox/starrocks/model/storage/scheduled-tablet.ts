import type { Medium } from './catalog.ts';

/** What is wrong with a tablet, in the product's words. */
export type TabletStatus =
  | 'HEALTHY'
  | 'REPLICA_MISSING'
  | 'VERSION_INCOMPLETE'
  | 'REPLICA_RELOCATING'
  | 'REDUNDANT'
  | 'FORCE_REDUNDANT'
  | 'COLOCATE_MISMATCH'
  | 'COLOCATE_REDUNDANT';

export type Priority = 'LOW' | 'NORMAL' | 'HIGH' | 'VERY_HIGH';

export type ScheduleState = 'PENDING' | 'RUNNING' | 'FINISHED' | 'CANCELLED' | 'TIMEOUT' | 'UNEXPECTED';

export interface Place {
  readonly backendId: number;
  readonly pathHash: string;
}

/** One thing to be done to one tablet: what `/cluster_balance/*_tablets` shows a row of. Times are those of the model. */
export interface ScheduledTablet {
  readonly tabletId: number;
  type: 'REPAIR' | 'BALANCE';
  readonly createdAt: number;
  readonly medium: Medium;
  status: TabletStatus;
  state: ScheduleState;
  originalPriority: Priority;
  priority: Priority;
  source: Place | undefined;
  destination: Place | undefined;
  /** Places whose slots it holds. */
  readonly slots: Place[];
  /** The replica that its clone makes. */
  cloneReplicaId: number | undefined;
  /** The replica that it has told to go, in the first of the two steps of a delete. */
  decommissionedReplicaId: number | undefined;
  timeoutMs: number;
  scheduledAt: number | null;
  visitedAt: number | null;
  priorityAdjustedAt: number | null;
  startedAt: number | null;
  finishedAt: number | null;
  copyBytes: number;
  copyTimeMs: number;
  failedSchedules: number;
  failedRuns: number;
  visibleVersion: number;
  error: string;
}

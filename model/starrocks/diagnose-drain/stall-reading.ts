import type { ColocationRow } from '../data/colocation-rows.ts';
import type { DiskRow } from '../data/disk-rows.ts';
import type { Knobs } from '../data/knob-rows.ts';
import type { TabletReplica } from '../data/replica-rows.ts';
import type { ScheduleRow } from '../data/schedule-rows.ts';
import type { UndrainedLine } from '../data/undrained-line.ts';
import type { BackendsReading, DrainTarget, TransactionReading } from '../drain/drain-reading.ts';

/** A tablet that has a replica on a node that drains. */
export interface LeftTablet {
  readonly tabletId: string;
  /** `shop.orders partition p1 tablet 10025`. */
  readonly name: string;
  /** Absent: of a dropped table, so in the recycle bin. */
  readonly place?: LeftPlace;
  readonly replicas: readonly TabletReplica[];
}

export interface LeftPlace {
  readonly database: string;
  readonly databaseId: string;
  readonly table: string;
  readonly partition: string;
  /** How many replicas its partition asks for. */
  readonly replicas: number;
  readonly medium: string;
  readonly visibleVersion: number;
}

/** What is read when a drain stands still. */
export interface StallReading extends BackendsReading {
  readonly knobs: Knobs;
  readonly disks: Readonly<Record<string, readonly DiskRow[]>>;
  readonly groups: readonly ColocationRow[];
  readonly transactions: readonly TransactionReading[];
  readonly pending: readonly ScheduleRow[];
  readonly running: readonly ScheduleRow[];
  readonly history: readonly ScheduleRow[];
  /** Some of what is left, at most twenty for each node. */
  readonly left: readonly LeftTablet[];
  /** Every table was searched for more. @default only the log was looked into */
  readonly searched?: boolean;
  /** What the leader's log says is left; absent where its host is out of reach. */
  readonly log?: readonly UndrainedLine[];
}

export interface StallQuestion {
  readonly targets: readonly DrainTarget[];
  /** What the operation has set, and to what. */
  readonly knobs: Knobs;
  readonly spare?: string;
  readonly nameOf: (handle: string) => string;
}

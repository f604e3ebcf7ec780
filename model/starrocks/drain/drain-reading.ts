import type { BackendRow } from '../data/backend-rows.ts';
import type { ColocationRow } from '../data/colocation-rows.ts';
import type { ComputeNodeRow } from '../data/compute-node-rows.ts';
import type { DiskRow } from '../data/disk-rows.ts';
import type { Knobs } from '../data/knob-rows.ts';
import type { ReplicaRow } from '../data/replica-rows.ts';
import type { Statistic } from '../data/statistic-rows.ts';
import type { PartitionRow } from '../data/table-rows.ts';
import type { TransactionRow } from '../data/transaction-rows.ts';

/** A backend that is to go. */
export interface DrainTarget {
  /** Alias, or the handle of one that the cluster file does not know. */
  readonly name: string;
  readonly host: string;
  readonly heartbeatPort: number;
}

export interface TableReading {
  readonly database: string;
  readonly databaseId: string;
  readonly table: string;
  readonly tableId: string;
  readonly partitions: readonly PartitionRow[];
}

/** All replicas of one tablet. */
export interface TabletReading {
  readonly database: string;
  readonly table: string;
  readonly tabletId: string;
  readonly replicas: readonly ReplicaRow[];
}

export interface TransactionReading extends TransactionRow {
  readonly database: string;
  readonly databaseId: string;
  /** By the clock of the cluster; absent when it cannot be told. */
  readonly ageMs?: number;
}

export interface RecycledReading {
  readonly name: string;
  readonly ageMs?: number;
}

/** Who is in the cluster. */
export interface BackendsReading {
  /** Host of the leader that said all this. */
  readonly leader: string;
  /** Of the leader. */
  readonly version: string;
  readonly backends: readonly BackendRow[];
  readonly computeNodes: readonly ComputeNodeRow[];
  readonly sharedData: boolean;
  /** Times are shown in that much of the product's time: less than 1 in sandboxes only. */
  readonly pace: number;
}

/** What is read once before a drain, and again when it stands still. */
export interface DrainReading extends BackendsReading {
  /** By id of the backend. One whose disks could not be read is missing. */
  readonly disks: Readonly<Record<string, readonly DiskRow[]>>;
  readonly tables: readonly TableReading[];
  /** Tables that were left out: too many, or with a name that is put into no statement. */
  readonly tablesLeftOut: number;
  readonly groups: readonly ColocationRow[];
  readonly statistic: Statistic;
  /** Examples, as `db.table tablet 10023`. */
  readonly unhealthy: readonly string[];
  readonly transactions: readonly TransactionReading[];
  /** Absent when the version has no list of it, or no backend that could answer. */
  readonly recycled?: readonly RecycledReading[];
  readonly knobs: Knobs;
  /** Of the tables where it matters. */
  readonly tablets: readonly TabletReading[];
  /** Whether `tablets` has all tables that were read. */
  readonly allTablets: boolean;
}

export function targetHandle({ host, heartbeatPort }: Pick<DrainTarget, 'host' | 'heartbeatPort'>): string {
  return `${host}:${heartbeatPort}`;
}

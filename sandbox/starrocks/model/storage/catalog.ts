export type Medium = 'HDD' | 'SSD';
export type KeysType = 'DUP_KEYS' | 'AGG_KEYS' | 'UNIQUE_KEYS' | 'PRIMARY_KEYS';
export type ReplicaState = 'NORMAL' | 'CLONE' | 'DECOMMISSION';

/** One copy of a tablet. Only `Storage` makes and removes them: it keeps the index by backend. */
export interface Replica {
  readonly id: number;
  readonly backendId: number;
  readonly pathHash: string;
  version: number;
  /** -1: none. */
  lastFailedVersion: number;
  state: ReplicaState;
  bad: boolean;
  /** Transactions below this one may still write to it, once it is told to go; -1: it is not. */
  watermarkTxnId: number;
}

/** A bucket of a partition. All copies are of one size. */
export interface Tablet {
  readonly id: number;
  readonly partition: Partition;
  readonly replicas: Replica[];
  bytes: number;
  rows: number;
}

export interface Partition {
  readonly id: number;
  readonly name: string;
  readonly table: Table;
  readonly tablets: Tablet[];
  replicationNum: number;
  medium: Medium;
  visibleVersion: number;
}

export interface Table {
  readonly id: number;
  readonly name: string;
  readonly database: Database;
  readonly keys: KeysType;
  /** Of its one materialized index, and that index's schema. */
  readonly indexId: number;
  readonly schemaHash: number;
  readonly partitions: Partition[];
  readonly buckets: number;
  /** Name of its colocate group. */
  readonly colocateWith: string | undefined;
  /** The table property, which DROP BACKEND looks at; partitions have their own. */
  replicationNum: number;
}

export interface Database {
  readonly id: number;
  readonly name: string;
  readonly tables: Table[];
}

/** A table that was dropped without FORCE: its tablets are still there. */
export interface RecycledTable {
  readonly table: Table;
  readonly droppedAt: number;
}

/** Tables whose buckets of one number live on the same backends. */
export interface ColocateGroup {
  /** `<database id>.<id>`, as the product shows it. */
  readonly id: string;
  readonly name: string;
  readonly databaseId: number;
  readonly tableIds: Set<number>;
  readonly buckets: number;
  readonly replicationNum: number;
  /** Where each bucket's replicas have to be. */
  readonly backendIds: number[][];
  stable: boolean;
}

export type TransactionState = 'PREPARE' | 'COMMITTED' | 'VISIBLE' | 'ABORTED';

export interface Transaction {
  readonly id: number;
  readonly label: string;
  readonly databaseId: number;
  readonly tableIds: readonly number[];
  readonly beganAt: number;
  readonly timeoutMs: number;
  state: TransactionState;
  finishedAt: number | null;
}

export interface Disk {
  readonly backendId: number;
  readonly path: string;
  readonly pathHash: string;
  readonly medium: Medium;
  capacity: number;
  /** What is on it besides tablets. */
  otherUsed: number;
  state: 'ONLINE' | 'OFFLINE';
}

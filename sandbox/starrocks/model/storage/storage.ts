import type {
  ColocateGroup,
  Database,
  Disk,
  Medium,
  Partition,
  RecycledTable,
  Replica,
  Table,
  Tablet,
  Transaction,
} from './catalog.ts';

export interface StorageOptions {
  /** How fast one clone copies, in bytes per second. @default 50 MiB */
  cloneBytesPerSecond: number;
  /** What a clone takes besides copying, in milliseconds. @default 0, as with the recorded backends */
  cloneOverheadMs: number;
  /** Capacity of a disk whose backend says nothing else, in bytes. @default 100 GiB */
  diskBytes: number;
  /** The product fills its `_statistics_` database while it runs. @default false */
  growStatistics: boolean;
  /** Tablets go from full backends to empty ones by themselves. @default false: the recorded ones did not, within a minute */
  balance: boolean;
  /** Tablets in the recycle bin are moved and repaired like any other. @default true, as recorded on 3.5.7 */
  movesRecycled: boolean;
  /** Between two rounds of the scheduler, in milliseconds. @default 1000, as read; the recorded batches came twice as fast */
  scheduleMs: number;
  /** Between two rounds of the checker, in milliseconds. @default `tablet_sched_checker_interval_seconds` */
  checkMs: number | undefined;
}

export interface PlacedReplica {
  readonly tablet: Tablet;
  readonly replica: Replica;
}

export const GIB = 1024 ** 3;
export const MIB = 1024 ** 2;

/**
 * The data of one cluster: what the journal has of it and what is on its disks. All frontends of the cluster share it; what
 * a leader only keeps in its memory is in `scheduler-memory.ts`.
 */
export class Storage {
  readonly options: StorageOptions = {
    cloneBytesPerSecond: 50 * MIB,
    cloneOverheadMs: 0,
    diskBytes: 100 * GIB,
    growStatistics: false,
    balance: false,
    movesRecycled: true,
    scheduleMs: 1000,
    checkMs: undefined,
  };
  readonly databases: Database[] = [];
  readonly recycleBin: RecycledTable[] = [];
  readonly groups: ColocateGroup[] = [];
  readonly transactions: Transaction[] = [];
  readonly #disks = new Map<number, Disk[]>();
  readonly #byBackend = new Map<number, Map<number, PlacedReplica>>();
  readonly #byId = new Map<number, Tablet>();
  /** Bytes of tablets by path hash. */
  readonly #used = new Map<string, number>();
  /** Where the round robin of new tablets goes on, by medium. */
  readonly nextBackend = new Map<Medium, number>();
  #lastId = 20_000;
  #lastTxn = 1_000;

  nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  nextTransactionId(): number {
    this.#lastTxn += 1;
    return this.#lastTxn;
  }

  addTablet(tablet: Tablet): void {
    this.#byId.set(tablet.id, tablet);
    tablet.partition.tablets.push(tablet);
  }

  addReplica(tablet: Tablet, replica: Replica): void {
    tablet.replicas.push(replica);
    const placed = this.#byBackend.get(replica.backendId) ?? new Map<number, PlacedReplica>();
    this.#byBackend.set(replica.backendId, placed.set(replica.id, { tablet, replica }));
    this.#weigh(replica, tablet.bytes);
  }

  removeReplica(tablet: Tablet, replica: Replica): void {
    const index = tablet.replicas.indexOf(replica);
    if (index < 0) return;
    tablet.replicas.splice(index, 1);
    this.#byBackend.get(replica.backendId)?.delete(replica.id);
    this.#weigh(replica, -tablet.bytes);
  }

  /** Its copies grow and shrink with it. */
  resizeTablet(tablet: Tablet, bytes: number, rows = tablet.rows): void {
    for (const replica of tablet.replicas) this.#weigh(replica, bytes - tablet.bytes);
    tablet.bytes = bytes;
    tablet.rows = rows;
  }

  /** For good: with all tablets and their replicas. */
  eraseTable(table: Table): void {
    for (const tablet of tabletsOf(table)) {
      for (const replica of [...tablet.replicas]) this.removeReplica(tablet, replica);
      this.#byId.delete(tablet.id);
    }
    for (const group of this.groups) group.tableIds.delete(table.id);
  }

  findTablet(id: number): Tablet | undefined {
    return this.#byId.get(id);
  }

  findDatabase(name: string): Database | undefined {
    return this.databases.find((database) => database.name === name);
  }

  findTable(database: string, name: string): Table | undefined {
    return this.findDatabase(database)?.tables.find((table) => table.name === name);
  }

  findGroup(table: Table): ColocateGroup | undefined {
    return this.groups.find((group) => group.tableIds.has(table.id));
  }

  replicasOn(backendId: number): PlacedReplica[] {
    return [...(this.#byBackend.get(backendId)?.values() ?? [])];
  }

  /** What TabletNum of SHOW BACKENDS counts: replicas of the recycle bin too (recorded). */
  countOn(backendId: number): number {
    return this.#byBackend.get(backendId)?.size ?? 0;
  }

  disksOf(backendId: number): readonly Disk[] {
    return this.#disks.get(backendId) ?? [];
  }

  addDisk(disk: Disk): void {
    this.#disks.set(disk.backendId, [...this.disksOf(disk.backendId), disk]);
  }

  /** The backend is no longer registered. What it held stays in the tablets until they are repaired (as read). */
  removeDisks(backendId: number): void {
    this.#disks.delete(backendId);
  }

  /** Backends that have told of their disks. */
  backendsWithDisks(): number[] {
    return [...this.#disks.keys()];
  }

  dataOn({ pathHash }: Disk): number {
    return this.#used.get(pathHash) ?? 0;
  }

  /** Tables that are not dropped. */
  tables(): Table[] {
    return this.databases.flatMap(({ tables }) => tables);
  }

  /** What the checker of tablets walks over. */
  checkedTables(): Table[] {
    return this.options.movesRecycled ? this.allTables() : this.tables();
  }

  /** With the recycle bin. */
  allTables(): Table[] {
    return [...this.tables(), ...this.recycleBin.map(({ table }) => table)];
  }

  #weigh({ pathHash }: Replica, bytes: number): void {
    this.#used.set(pathHash, (this.#used.get(pathHash) ?? 0) + bytes);
  }
}

export function tabletsOf({ partitions }: { readonly partitions: readonly Partition[] }): Tablet[] {
  return partitions.flatMap(({ tablets }) => tablets);
}

import type { Backend } from '../../../../../sandbox/starrocks/model/metadata.ts';
import type { Table, Tablet } from '../../../../../sandbox/starrocks/model/storage/catalog.ts';
import { type ClusterView, viewCluster } from '../../../../../sandbox/starrocks/model/storage/cluster-view.ts';
import {
  createDatabase,
  createTable,
  isRefusal,
  type NewTable,
} from '../../../../../sandbox/starrocks/model/storage/create-table.ts';
import type { ScheduledTablet } from '../../../../../sandbox/starrocks/model/storage/scheduled-tablet.ts';
import { type SchedulerMemory, schedulerOf } from '../../../../../sandbox/starrocks/model/storage/scheduler-memory.ts';
import { type Storage, tabletsOf } from '../../../../../sandbox/starrocks/model/storage/storage.ts';
import { isUnhealthy } from '../../../../../sandbox/starrocks/model/storage/tablet-health.ts';
import { messageOf, type Node, SimulatedCluster } from '../simulated-cluster.ts';

/** A simulated cluster with backends that answer, and tables on them. */
export class DataCluster extends SimulatedCluster {
  readonly nodes: Node[];

  /** @param hosts one backend each, port 9050; a host given twice gets a second one, port 9051 */
  constructor(hosts: readonly string[], frontends = 1) {
    super();
    this.nodes = this.form(frontends);
    this.addBackends(hosts);
  }

  get leader(): Node {
    const leader = this.nodes.find(({ process }) => process.role === 'LEADER' && !process.gone);
    if (leader === undefined) throw new Error('nobody leads');
    return leader;
  }

  get storage(): Storage {
    return this.world.storageOf(this.leader.process);
  }

  get view(): ClusterView {
    return viewCluster(this.world, this.leader.process);
  }

  get memory(): SchedulerMemory {
    return schedulerOf(this.leader.process);
  }

  addBackend(host: string): void {
    this.addBackends([host]);
  }

  /** All at once, until the last one is alive. */
  addBackends(hosts: readonly string[]): void {
    const added = hosts.map((host) => {
      const port = this.world.backends.has(`${host}:9050`) ? 9051 : 9050;
      this.world.backends.add(`${host}:${port}`);
      this.ok(`ALTER SYSTEM ADD BACKEND '${host}:${port}'`);
      return { host, port };
    });
    this.until(() => added.every(({ host, port }) => this.backend(host, port).alive), 20, 0.5);
  }

  ok(statement: string): void {
    const answer = this.sql(this.leader, statement);
    if (answer.kind === 'error') throw new Error(answer.message);
  }

  refused(statement: string): string {
    return messageOf(this.sql(this.leader, statement));
  }

  set(key: string, value: number | boolean): void {
    this.ok(`ADMIN SET FRONTEND CONFIG ('${key}'='${value}')`);
  }

  row(host: string, port = 9050): Record<string, string | null> | undefined {
    const answer = this.sql(this.leader, 'SHOW BACKENDS');
    if (answer.kind !== 'rows') throw new Error(messageOf(answer));
    const rows = answer.rows.map((row) =>
      Object.fromEntries(answer.columns.map(({ name }, index) => [name, row[index] ?? null])),
    );
    return rows.find((row) => row['IP'] === host && row['HeartbeatPort'] === String(port));
  }

  backend(host: string, port = 9050): Backend {
    const found = this.leader.process.env?.metadata.backends.find((one) => one.host === host && one.port === port);
    if (found === undefined) throw new Error(`no backend at ${host}:${port}`);
    return found;
  }

  /** TabletNum; undefined once the row is gone. */
  left(host: string): number | undefined {
    const found = this.leader.process.env?.metadata.backends.find((one) => one.host === host);
    return found && this.storage.countOn(found.id);
  }

  create(database: string, table: NewTable): Table {
    const found = this.storage.findDatabase(database) ?? createDatabase(this.storage, database);
    if (isRefusal(found)) throw new Error(messageOf(found));
    const made = createTable(this.view, found, table);
    if (isRefusal(made)) throw new Error(messageOf(made));
    return made;
  }

  tablets(): Tablet[] {
    return this.storage.allTables().flatMap(tabletsOf);
  }

  /** Of tables that are not dropped, as `SHOW PROC '/statistic'` counts. */
  unhealthy(): number {
    const { view } = this;
    return this.storage
      .tables()
      .flatMap(tabletsOf)
      .filter((tablet) => isUnhealthy(view, tablet)).length;
  }

  replicas(): number {
    return this.tablets().reduce((sum, { replicas }) => sum + replicas.length, 0);
  }

  history(): readonly ScheduledTablet[] {
    return this.memory.history;
  }

  decommission(...hosts: string[]): void {
    this.ok(`ALTER SYSTEM DECOMMISSION BACKEND ${hosts.map((host) => `'${host}:9050'`).join(',')}`);
  }

  /** As recorded with both delays at a second: nothing but copying takes time. */
  hurry(): void {
    this.set('tablet_sched_repair_delay_factor_second', 1);
    this.set('tablet_sched_consecutive_full_clone_delay_sec', 1);
  }

  /** They stop to answer, as if killed, and are called dead some heartbeats later. */
  killBackend(...hosts: readonly string[]): void {
    for (const host of hosts) this.world.backends.delete(`${host}:9050`);
    this.until(() => hosts.every((host) => !this.backend(host).alive), 60, 0.5);
  }

  revive(...hosts: readonly string[]): void {
    for (const host of hosts) this.world.backends.add(`${host}:9050`);
    this.until(() => hosts.every((host) => this.backend(host).alive), 60, 0.5);
  }

  /** Seconds until the backend has nothing left. */
  untilEmpty(host: string, limit: number): number {
    return this.until(() => (this.left(host) ?? 0) === 0, limit, 0.5);
  }
}

export function be(last: number): string {
  return `10.78.0.${last}`;
}

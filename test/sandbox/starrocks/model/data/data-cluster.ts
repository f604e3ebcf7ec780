import type { Answer } from '../../../../../sandbox/starrocks/model/answer.ts';
import type { Storage } from '../../../../../sandbox/starrocks/model/storage/storage.ts';
import { type Node, SimulatedCluster } from '../simulated-cluster.ts';

export type Row = Record<string, string | null>;

/** Frontends, and backends 10.78.0.1 and so on that answer: one host each. */
export class DataCluster extends SimulatedCluster {
  readonly leader: Node;
  readonly frontends: readonly Node[];

  constructor(backends: number, frontends = 1) {
    super();
    this.frontends = this.form(frontends);
    this.leader = this.frontends[0]!;
    for (let last = 1; last <= backends; last++) this.addBackend(backendHost(last));
    this.until(() => this.backends().every((row) => row['Alive'] === 'true'));
    // The first round of the checker knows their disks.
    this.pass(21);
  }

  get storage(): Storage {
    return this.world.storageOf(this.leader.process);
  }

  addBackend(host: string, port = 9050): void {
    this.world.backends.add(`${host}:${port}`);
    this.do(`ALTER SYSTEM ADD BACKEND '${host}:${port}'`);
  }

  /** Has to be answered with OK. */
  do(sql: string, node = this.leader): void {
    const answer = this.sql(node, sql);
    if (answer.kind !== 'ok') throw new Error(`${sql}: ${JSON.stringify(answer)}`);
  }

  rows(sql: string, node = this.leader): Row[] {
    return toRows(this.sql(node, sql));
  }

  backends(): Row[] {
    return this.rows('SHOW BACKENDS');
  }

  backendId(last: number): number {
    return Number(this.backends().find((row) => row['IP'] === backendHost(last))?.['BackendId']);
  }

  tabletsOn(last: number): number {
    return Number(this.backends().find((row) => row['IP'] === backendHost(last))?.['TabletNum'] ?? 0);
  }
}

export function backendHost(last: number): string {
  return `10.78.0.${last}`;
}

export function toRows(answer: Answer): Row[] {
  if (answer.kind !== 'rows') throw new Error(`no rows: ${JSON.stringify(answer)}`);
  const names = answer.columns.map(({ name }) => name);
  return answer.rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])));
}

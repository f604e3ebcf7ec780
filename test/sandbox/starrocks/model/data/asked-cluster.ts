import type { Answer } from '../../../../../sandbox/starrocks/model/answer.ts';
import type { Node } from '../simulated-cluster.ts';
import { be, DataCluster } from '../storage/data-cluster.ts';

export type Row = Record<string, string | null>;

/** A cluster with data that is only known by what it answers. */
export class AskedCluster extends DataCluster {
  constructor(backends: number, frontends = 1) {
    super(
      Array.from({ length: backends }, (_, index) => be(index + 1)),
      frontends,
    );
  }

  rows(sql: string, node: Node = this.leader): Row[] {
    return toRows(this.sql(node, sql));
  }

  backendId(last: number): number {
    return this.backend(be(last)).id;
  }

  tabletsOn(last: number): number {
    return Number(this.row(be(last))?.['TabletNum']);
  }
}

export function toRows(answer: Answer): Row[] {
  if (answer.kind !== 'rows') throw new Error(`no rows: ${JSON.stringify(answer)}`);
  const names = answer.columns.map(({ name }) => name);
  return answer.rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])));
}

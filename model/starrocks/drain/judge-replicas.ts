import type { Finding } from '../../step.ts';
import type { DrainReading, TableReading } from './drain-reading.ts';
import { count, listSome } from './group.ts';
import type { Remaining } from './remaining.ts';

/** DECOMMISSION does not count these (recorded on 3.5.7), the product makes and adapts them itself. */
export const STATISTICS = '_statistics_';

export interface TableNeed {
  readonly name: string;
  readonly replicas: number;
  readonly table: TableReading;
}

/** Tables with a partition that needs more different hosts than remain, the neediest first. */
export function findTooMany({ tables }: Pick<DrainReading, 'tables'>, hosts: number): readonly TableNeed[] {
  return tables
    .map((table) => ({
      name: `${table.database}.${table.table}`,
      replicas: Math.max(0, ...table.partitions.map(({ replicas }) => replicas)),
      table,
    }))
    .filter(({ replicas }) => replicas > hosts)
    .sort((one, other) => other.replicas - one.replicas);
}

/** Gate `replicas`: hosts, not backends. `spare` is a backend of the cluster file that is not in the cluster yet. */
export function judgeReplicas(reading: DrainReading, { takers, hosts }: Remaining, spare?: string): readonly Finding[] {
  const needy = findTooMany(reading, hosts.size);
  const about = { gate: 'replicas', subject: 'tables' } as const;
  const remain = `${count(hosts.size, 'host')} with ${count(takers.length, 'backend')}`;
  const own = needy.filter(({ table }) => table.database === STATISTICS);
  const theirs = needy.filter(({ table }) => table.database !== STATISTICS);
  const findings: Finding[] = [];
  const [first] = theirs;
  if (first !== undefined) {
    const names = listSome(theirs.map(({ name, replicas }) => `${name} (${replicas})`));
    const trap =
      takers.length >= first.replicas
        ? '; the database counts backends and would begin, but it puts no two replicas on one host'
        : '';
    findings.push({
      ...about,
      severity: 'refusal',
      message: `${count(theirs.length, 'table')} need${theirs.length === 1 ? 's' : ''} more replicas than ${remain} can hold: ${names}${trap}`,
      next: [addBackend(spare), ...theirs.slice(0, 5).flatMap(({ table }) => lowerReplicas(table, hosts.size))],
    });
  }
  if (own.length > 0) {
    findings.push({
      ...about,
      severity: 'warning',
      message: `${count(own.length, 'table')} of ${STATISTICS} ${own.length === 1 ? 'has' : 'have'} more replicas than ${remain} can hold`,
      next: [addBackend(spare), ...own.slice(0, 5).flatMap(({ table }) => lowerReplicas(table, hosts.size))],
    });
  }
  if (findings.length > 0) return findings;
  const most = Math.max(0, ...reading.tables.flatMap(({ partitions }) => partitions.map(({ replicas }) => replicas)));
  return [{ ...about, severity: 'ok', message: `${remain} remain, for at most ${count(most, 'replica')}` }];
}

export function addBackend(spare: string | undefined): string {
  return spare === undefined
    ? 'muster add <backend>   # on a host of its own; in the cluster file first'
    : `muster add ${spare}`;
}

/**
 * None where a single replica would be left: nobody should come to that by pasting a line. A table that is not partitioned has
 * one partition of its own name, and another statement.
 */
export function lowerReplicas({ database, table, partitions }: LowerNeed, hosts: number): readonly string[] {
  if (hosts < 2) return [];
  const whole = partitions.every(({ name }) => name === table);
  const name = `\`${database}\`.\`${table}\``;
  return [`ALTER TABLE ${name}${whole ? '' : ' MODIFY PARTITION (*)'} SET ("replication_num" = "${hosts}");`];
}

interface LowerNeed {
  readonly database: string;
  readonly table: string;
  readonly partitions: readonly { readonly name: string }[];
}

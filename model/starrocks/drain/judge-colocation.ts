import type { Finding } from '../../step.ts';
import type { DrainReading } from './drain-reading.ts';
import { count, listSome } from './group.ts';
import { addBackend } from './judge-replicas.ts';
import type { Remaining } from './remaining.ts';

/** Gate `colocation`: all tables of a group move together, bucket by bucket, each bucket to as many hosts as it has replicas. */
export function judgeColocation({ groups }: DrainReading, { hosts }: Remaining, spare?: string): readonly Finding[] {
  const about = { gate: 'colocation', subject: 'groups' } as const;
  const stuck = groups.filter(({ replicas }) => replicas > hosts.size);
  const findings: Finding[] = [];
  if (stuck.length > 0) {
    const names = stuck.map(({ name, replicas, tables }) => `${name} (${replicas} replicas; ${listSome(tables, 2)})`);
    findings.push({
      ...about,
      severity: 'refusal',
      message: `${count(stuck.length, 'colocation group')} would have no host for a replica, with ${hosts.size} left: ${listSome(names)}`,
      next: [addBackend(spare)],
    });
  }
  const moving = groups.filter(({ stable }) => !stable);
  if (moving.length > 0) {
    findings.push({
      ...about,
      severity: 'warning',
      message: `${count(moving.length, 'colocation group')} ${moving.length === 1 ? 'is' : 'are'} moving already and not stable: ${listSome(moving.map(({ name }) => name))}`,
      next: ["SHOW PROC '/colocation_group';"],
    });
  }
  if (findings.length > 0) return findings;
  const said =
    groups.length === 0
      ? 'no table is colocated'
      : `${count(groups.length, 'colocation group')} fit the hosts that remain`;
  return [{ ...about, severity: 'ok', message: said }];
}

import type { Finding } from '../../step.ts';
import { backendRowHandle } from '../data/backend-rows.ts';
import { count, listSome } from './group.ts';
import type { Remaining } from './remaining.ts';

/** Gates `draining` and `targets`: the backends that stay. */
export function judgeOthers(
  { leaving, others, takers }: Remaining,
  names: readonly string[],
  nameOf: (handle: string) => string,
): readonly Finding[] {
  const handles = (rows: Remaining['others']) => rows.map((row) => nameOf(backendRowHandle(row)));
  const draining = others.filter((row) => row.draining);
  const dead = others.filter((row) => !row.draining && !takers.includes(row));
  const findings: Finding[] = [];
  if (draining.length > 0) {
    findings.push({
      gate: 'draining',
      severity: 'refusal',
      subject: listSome(handles(draining)),
      message: `${listSome(handles(draining))} ${draining.length === 1 ? 'drains' : 'drain'} too: as long as this runs, a node that is empty is not dropped by itself`,
      next: [`muster remove ${[...names, ...handles(draining)].join(' ')}`],
    });
  } else {
    findings.push({ gate: 'draining', severity: 'ok', subject: 'backends', message: 'no other one drains' });
  }
  if (takers.length === 0) {
    findings.push({
      gate: 'targets',
      severity: 'refusal',
      subject: 'backends',
      message: `no backend remains that could take what is on ${count(leaving.length, 'backend')}`,
      next: ['muster status'],
    });
  } else if (dead.length > 0) {
    findings.push({
      gate: 'targets',
      severity: 'warning',
      subject: listSome(handles(dead)),
      message: `${listSome(handles(dead))} ${dead.length === 1 ? 'stays and is' : 'stay and are'} not in service: nothing can be moved there, and replicas there are missing already`,
      next: dead.slice(0, 5).map((row) => `muster restart ${nameOf(backendRowHandle(row))}`),
    });
  } else {
    findings.push({
      gate: 'targets',
      severity: 'ok',
      subject: 'backends',
      message: `${count(takers.length, 'backend')} can take tablets`,
    });
  }
  return findings;
}

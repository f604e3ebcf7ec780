import type { Finding } from '../../step.ts';
import type { BackendsReading } from '../drain/drain-reading.ts';
import { type BackendMember, findMember, isHeard, listMembers } from './members.ts';

export interface ComputeLeaving {
  readonly name: string;
  readonly handle: string;
}

export interface ComputeLeavingVerdict {
  readonly findings: readonly Finding[];
  /** Names of those that are still registered. */
  readonly registered: readonly string[];
}

/** Compute nodes that are to go hold nothing: what counts is what runs on them, and who computes when they are gone. */
export function judgeComputeLeaving(
  reading: Pick<BackendsReading, 'backends' | 'computeNodes' | 'sharedData'>,
  leaving: readonly ComputeLeaving[],
  lost: boolean,
): ComputeLeavingVerdict {
  const seen = leaving.map((one) => ({ ...one, member: findMember(reading, one.handle) }));
  return {
    findings: [...seen.flatMap((one) => judgeOne(one, one.member, lost)), ...judgeRest(reading, seen)],
    registered: seen.filter(({ member }) => member?.kind === 'cn').map(({ name }) => name),
  };
}

function judgeOne(
  { name, handle }: ComputeLeaving,
  member: BackendMember | undefined,
  lost: boolean,
): readonly Finding[] {
  const about = { gate: 'member', subject: name } as const;
  if (member === undefined) {
    return [
      { ...about, severity: 'ok', message: `${name} (${handle}) is not registered: what is left on its host is done` },
    ];
  }
  if (member.kind === 'be') {
    const message = `${name} (${handle}) is a backend: it holds data, and the cluster file says cn`;
    return [{ ...about, gate: 'role', severity: 'refusal', message, next: ['role: be   # in the cluster file'] }];
  }
  if (lost && member.alive) {
    const message = `${name} is called lost, and the leader hears it`;
    return [{ ...about, gate: 'lost', severity: 'refusal', message, next: [`muster remove ${name}`] }];
  }
  return [
    { ...about, severity: 'ok', message: `${name} (${handle}) is a compute node` },
    ...judgeQueries(name, member),
  ];
}

function judgeQueries(name: string, { alive, queries }: BackendMember): readonly Finding[] {
  if (!alive) return [];
  const about = { gate: 'queries', subject: name } as const;
  if (queries === 0) return [{ ...about, severity: 'ok', message: `no query runs on ${name}` }];
  const what = queries === 1 ? '1 query has' : `${queries} queries have`;
  return [
    {
      ...about,
      severity: 'warning',
      message: `${what} a part on ${name}: what has not ended 20 s after its stop fails`,
      next: ['SHOW PROCESSLIST;'],
    },
  ];
}

function judgeRest(
  reading: Pick<BackendsReading, 'backends' | 'computeNodes' | 'sharedData'>,
  seen: readonly ComputeLeaving[],
): readonly Finding[] {
  const going = new Set(seen.map(({ handle }) => handle));
  const rest = listMembers(reading).filter((member) => isHeard(member) && !going.has(member.handle));
  const nodes = rest.filter(({ kind }) => kind === 'cn').length;
  const about = { gate: 'targets', subject: 'compute nodes' } as const;
  if (nodes > 0)
    return [{ ...about, severity: 'ok', message: `${nodes} compute node${nodes === 1 ? '' : 's'} remain that serve` }];
  const message = 'no compute node remains that serves';
  if (rest.length > 0) return [{ ...about, severity: 'warning', message: `${message}: queries run on the backends` }];
  return [
    {
      ...about,
      severity: reading.sharedData ? 'refusal' : 'warning',
      message: `${message}, and no backend either: nothing can be queried`,
    },
  ];
}

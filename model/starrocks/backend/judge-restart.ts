import { ROLE_WORDS } from '../../cluster.ts';
import type { Finding } from '../../step.ts';
import type { BackendsReading, TabletReading } from '../drain/drain-reading.ts';
import { count, listSome } from '../drain/group.ts';
import { type BackendMember, isHeard, listMembers } from './members.ts';

type Members = Pick<BackendsReading, 'backends' | 'computeNodes'>;

/** A node of the request. */
export interface Restarting {
  readonly alias: string;
  readonly handle: string;
}

/** What does not serve first, as a cure; the others in the order that was given. */
export function orderBackendRestart(members: Members, nodes: readonly Restarting[]): readonly string[] {
  const serves = (handle: string) => listMembers(members).some((member) => member.handle === handle && isHeard(member));
  return nodes.toSorted((a, b) => Number(serves(a.handle)) - Number(serves(b.handle))).map(({ alias }) => alias);
}

/**
 * Whether the others can spare one: asked before the first and right before each stop. Those that were `away` already when it
 * was asked before were told then.
 */
export function judgeOthers(
  members: Members,
  kind: BackendMember['kind'],
  restarting: readonly string[],
  away: readonly string[] = [],
): readonly Finding[] {
  const own = listMembers(members).filter((member) => member.kind === kind);
  if (kind === 'cn') return [judgeComputing(own, restarting)];
  const asked = own.filter(({ handle }) => !away.includes(handle));
  return [judgeDead(asked.filter(({ handle }) => !restarting.includes(handle))), judgeDraining(asked)];
}

/** Those that cannot stand in for another one. */
export function listAway(members: Members, kind: BackendMember['kind']): readonly string[] {
  return listMembers(members)
    .filter((member) => member.kind === kind && (!isHeard(member) || member.draining))
    .map(({ handle }) => handle);
}

/** One more away than the one that is restarted can be the last copy of something. */
function judgeDead(others: readonly BackendMember[]): Finding {
  const dead = others.filter((member) => !isHeard(member));
  const about = { gate: 'spare', subject: 'backends' } as const;
  if (dead.length === 0) return { ...about, severity: 'ok', message: 'every other backend lives' };
  const [first] = dead;
  return {
    ...about,
    severity: 'refusal',
    message: `${listSome(dead.map(({ handle }) => handle))} ${dead.length === 1 ? 'does' : 'do'} not live: with one more away tablets may have no copy left`,
    next: [`muster restart ${first?.handle}`, 'muster status'],
  };
}

/** It gives its tablets away at this moment, to the one that would be stopped too. */
function judgeDraining(own: readonly BackendMember[]): Finding {
  const draining = own.filter((member) => member.draining);
  const about = { gate: 'draining', subject: 'backends' } as const;
  if (draining.length === 0) return { ...about, severity: 'ok', message: 'no backend drains' };
  return {
    ...about,
    severity: 'refusal',
    message: `${listSome(draining.map(({ handle }) => handle))} drains: a restart would break off its copies`,
    next: ['muster ops list'],
  };
}

function judgeComputing(own: readonly BackendMember[], restarting: readonly string[]): Finding {
  const about = { gate: 'targets', subject: 'compute nodes' } as const;
  const heard = own.filter(isHeard);
  const rest = heard.length - (heard.some(({ handle }) => restarting.includes(handle)) ? 1 : 0);
  if (rest > 0)
    return { ...about, severity: 'ok', message: `${rest} of ${own.length} compute nodes compute all the while` };
  return { ...about, severity: 'warning', message: 'no other compute node serves while it is down' };
}

export interface CopiesQuestion {
  readonly sharedData: boolean;
  /** Ids of the backends that are to be restarted. */
  readonly ids: ReadonlySet<string>;
  /** Those of tables with a single replica. */
  readonly tablets: readonly TabletReading[];
  /** Of the whole cluster. */
  readonly unhealthy: number;
}

/** Whether every tablet has another copy that is up to date. */
export function judgeCopies({ sharedData, ids, tablets, unhealthy }: CopiesQuestion): readonly Finding[] {
  const about = { gate: 'spare', subject: 'tablets' } as const;
  if (sharedData) return [{ ...about, severity: 'ok', message: 'the data are in object storage' }];
  const only = tablets.filter(
    ({ replicas }) => replicas.length > 0 && replicas.every(({ backendId }) => ids.has(backendId)),
  );
  const single = only.filter(({ replicas }) => replicas.length === 1);
  const tables = [...new Set(single.map(({ database, table }) => `${database}.${table}`))];
  const copies: Finding =
    single.length === 0
      ? { ...about, severity: 'ok', message: 'every tablet has more than one replica' }
      : {
          ...about,
          severity: 'refusal',
          message: `${count(single.length, 'tablet')} of ${count(tables.length, 'table')} ${single.length === 1 ? 'has its' : 'have their'} only replica there, and cannot be read while it is down: ${listSome(tables)}`,
          next: [`--accept spare='<why these tables may be away for some minutes>'`],
        };
  return [copies, judgeUnhealthy(unhealthy)];
}

export function judgeUnhealthy(unhealthy: number): Finding {
  const about = { gate: 'unhealthy', subject: 'tablets' } as const;
  if (unhealthy === 0) return { ...about, severity: 'ok', message: 'every tablet is healthy' };
  return {
    ...about,
    severity: 'refusal',
    message: `${count(unhealthy, 'tablet')} ${unhealthy === 1 ? 'is' : 'are'} not healthy: the copy that is good may be the one that would go`,
    next: ["SHOW PROC '/statistic';"],
  };
}

/** Whether a member can be restarted; all of the file's, and those that are no members are left out. */
export function judgeRestarting(
  members: Members,
  nodes: readonly (Restarting & { readonly kind: BackendMember['kind'] })[],
  all: boolean,
): { readonly kept: readonly Restarting[]; readonly findings: readonly Finding[] } {
  const isMember = ({ handle, kind }: (typeof nodes)[number]) =>
    listMembers(members).some((member) => member.handle === handle && member.kind === kind);
  const kept = nodes.filter(isMember);
  const findings = nodes
    .filter((node) => !isMember(node))
    .map(({ alias, handle, kind }): Finding => {
      const what = `${alias} (${handle}) is not registered as a ${ROLE_WORDS[kind]}`;
      return all && kept.length > 0
        ? { gate: 'member', severity: 'ok', subject: alias, message: `${what}, and is left out` }
        : { gate: 'member', severity: 'refusal', subject: alias, message: what, next: [`muster add ${alias}`] };
    });
  return { kept, findings };
}

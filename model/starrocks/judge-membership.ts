import type { FrontendSpec } from './cluster-spec.ts';
import { frontendHandle } from './cluster-spec.ts';
import type { Finding } from '../step.ts';
import { type FrontendRow, isHalfJoined, isVoter, rowHandle } from './frontend-rows.ts';
import { type MemberRole, dropMember, roleOf } from './statements.ts';

export interface Membership {
  readonly host: string;
  readonly rows: readonly FrontendRow[];
  readonly voters: number;
  readonly namedBy: number;
}

/** What the leader's own list says about adding these nodes: quorum, others half-joined, the nodes themselves. */
export function judgeMembership(leader: Membership, joining: readonly FrontendSpec[]): readonly Finding[] {
  const asked = new Set(joining.map(frontendHandle));
  // An observer has no vote: what endangers the quorum of a join is only said of it.
  const voting = joining.some(({ observer }) => !observer);
  return [
    judgeQuorum(leader, voting),
    ...judgeHalfJoined(leader.rows, asked, voting),
    ...joining.flatMap((node) => judgeNode(leader.rows, node)),
  ];
}

/** Every voter must live: one that is dead already uses up what the join may lose. */
function judgeQuorum({ host, rows, voters, namedBy }: Membership, voting: boolean): Finding {
  const dead = rows.filter((row) => isVoter(row) && !row.alive);
  if (dead.length > 0) {
    const list = dead.map(rowHandle).join(', ');
    return {
      gate: 'quorum',
      severity: voting ? 'refusal' : 'warning',
      subject: list,
      message: voting
        ? `${list} is a voter and not alive: start it or drop it before another one joins`
        : `${list} is a voter and not alive: start it or drop it`,
      next: dead.map((row) => `${dropMember('FOLLOWER', row.host, row.editLogPort)};`),
    };
  }
  return {
    gate: 'quorum',
    severity: 'ok',
    subject: host,
    message: `${host} leads, named by ${namedBy} of ${voters} voters, and answers`,
  };
}

function judgeHalfJoined(
  rows: readonly FrontendRow[],
  asked: ReadonlySet<string>,
  voting: boolean,
): readonly Finding[] {
  const others = rows.filter((row) => isHalfJoined(row) && !asked.has(rowHandle(row)));
  if (others.length === 0) {
    return [{ gate: 'half-joined', severity: 'ok', subject: 'frontends', message: 'no other frontend is half-joined' }];
  }
  // What protects a half-joined follower is in the leader's memory; a second one at a time is not covered (as read, BDBHA).
  return others.map((row) => ({
    gate: 'half-joined',
    severity: voting && row.role !== 'OBSERVER' ? 'refusal' : 'warning',
    subject: rowHandle(row),
    message: `${rowHandle(row)} is registered and has never been alive: finish or drop it first`,
    next: [`${dropMember(registeredRole(row), row.host, row.editLogPort)};`],
  }));
}

function judgeNode(rows: readonly FrontendRow[], node: FrontendSpec): readonly Finding[] {
  const handle = frontendHandle(node);
  const row = rows.find(({ host }) => host === node.host);
  if (row === undefined) return [];
  const refusal = { gate: 'member', severity: 'refusal', subject: node.alias } as const;
  if (rowHandle(row) !== handle) {
    return [
      { ...refusal, message: `${node.host} already has a frontend, ${rowHandle(row)}: StarRocks allows one a host` },
    ];
  }
  if (!isHalfJoined(row))
    return [
      {
        ...refusal,
        message: `${node.alias} (${handle}) is already in the cluster as ${row.role}`,
        next: ['muster status'],
      },
    ];
  const role = registeredRole(row);
  if (role !== roleOf(node)) {
    const file = node.observer ? 'says observer: true' : 'does not say observer: true';
    return [
      {
        ...refusal,
        gate: 'role',
        message: `${node.alias} (${handle}) is registered as ${role}, and the cluster file ${file}`,
        next: [`${dropMember(role, row.host, row.editLogPort)};`],
      },
    ];
  }
  return [
    {
      gate: 'member',
      severity: 'ok',
      subject: node.alias,
      message: `${node.alias} is registered and has never been alive: it is adopted`,
    },
  ];
}

function registeredRole({ role }: FrontendRow): MemberRole {
  return role === 'OBSERVER' ? 'OBSERVER' : 'FOLLOWER';
}

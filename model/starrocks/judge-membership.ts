import type { NodeSpec } from '../cluster.ts';
import { frontendHandle } from '../cluster.ts';
import type { Finding } from '../step.ts';
import { type FrontendRow, isHalfJoined, isVoter, rowHandle } from './frontend-rows.ts';

export interface Membership {
  readonly host: string;
  readonly rows: readonly FrontendRow[];
  readonly voters: number;
  readonly namedBy: number;
}

/** What the leader's own list says about adding these nodes: quorum, others half-joined, the nodes themselves. */
export function judgeMembership(leader: Membership, joining: readonly NodeSpec[]): readonly Finding[] {
  const asked = new Set(joining.map(frontendHandle));
  return [
    judgeQuorum(leader),
    ...judgeHalfJoined(leader.rows, asked),
    ...joining.flatMap((node) => judgeNode(leader.rows, node)),
  ];
}

/** Every voter must live: one that is dead already uses up what the join may lose. */
function judgeQuorum({ host, rows, voters, namedBy }: Membership): Finding {
  const dead = rows.filter((row) => isVoter(row) && !row.alive);
  if (dead.length > 0) {
    return {
      gate: 'quorum',
      severity: 'refusal',
      subject: dead.map(rowHandle).join(', '),
      message: `${dead.map(rowHandle).join(', ')} is a voter and not alive: start it or drop it before another one joins`,
      next: dead.map((row) => `ALTER SYSTEM DROP FOLLOWER '${rowHandle(row)}';`),
    };
  }
  return {
    gate: 'quorum',
    severity: 'ok',
    subject: host,
    message: `${host} leads, named by ${namedBy} of ${voters} voters, and answers`,
  };
}

function judgeHalfJoined(rows: readonly FrontendRow[], asked: ReadonlySet<string>): readonly Finding[] {
  const others = rows.filter((row) => isHalfJoined(row) && !asked.has(rowHandle(row)));
  if (others.length === 0) {
    return [{ gate: 'half-joined', severity: 'ok', subject: 'frontends', message: 'no other frontend is half-joined' }];
  }
  // What protects a half-joined follower is in the leader's memory; a second one at a time is not covered (as read, BDBHA).
  return others.map((row) => ({
    gate: 'half-joined',
    severity: 'refusal',
    subject: rowHandle(row),
    message: `${rowHandle(row)} is registered and has never been alive: finish or drop it first`,
    next: [`ALTER SYSTEM DROP ${row.role === 'OBSERVER' ? 'OBSERVER' : 'FOLLOWER'} '${rowHandle(row)}';`],
  }));
}

function judgeNode(rows: readonly FrontendRow[], node: NodeSpec): readonly Finding[] {
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
  if (row.role === 'OBSERVER') {
    return [
      {
        ...refusal,
        message: `${node.alias} (${handle}) is registered as an observer`,
        next: [`ALTER SYSTEM DROP OBSERVER '${handle}';`],
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

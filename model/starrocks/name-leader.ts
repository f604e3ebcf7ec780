import { type FrontendRow, isVoter } from './frontend-rows.ts';

/** What one frontend answered to its own SHOW PROC '/frontends', which is never forwarded. */
export interface LocalView {
  /** Host of the frontend that answered, as the database stores it. */
  readonly from: string;
  readonly rows: readonly FrontendRow[];
}

export type Naming =
  | {
      readonly kind: 'named';
      readonly leader: FrontendRow;
      readonly rows: readonly FrontendRow[];
      readonly voters: number;
      readonly namedBy: number;
    }
  | { readonly kind: 'none'; readonly why: string; readonly lastSeen?: FrontendRow };

/**
 * The leader is the frontend that a majority of the voters names, each in its own view, and that names itself.
 * That is necessary, not enough: for 30-38 s after a silent cut all of them still name the old one (recorded on 3.5.7),
 * so the caller lets it also answer a statement that needs its quorum.
 *
 * `exempt` are hosts that are not counted: a joiner turns into a voter before it can be asked.
 */
export function nameLeader(views: readonly LocalView[], exempt: readonly string[] = []): Naming {
  if (views.length === 0) return { kind: 'none', why: 'no frontend answers' };
  const clusters = new Set(views.flatMap(({ rows }) => rows.map(({ clusterId }) => clusterId)));
  if (clusters.size > 1) {
    return {
      kind: 'none',
      why: `the frontends belong to ${clusters.size} different clusters (ClusterId ${[...clusters].sort().join(', ')})`,
    };
  }
  const own = views.find(({ from, rows }) => rows.some((row) => row.role === 'LEADER' && row.host === from));
  const named = views.map(({ rows }) => rows.find(({ role }) => role === 'LEADER')).find((row) => row !== undefined);
  if (own === undefined) {
    return named === undefined
      ? { kind: 'none', why: 'no frontend names a leader' }
      : { kind: 'none', why: `${named.host} is named leader but does not answer as one`, lastSeen: named };
  }
  const leader = own.rows.find(({ role }) => role === 'LEADER') as FrontendRow;
  const voters = own.rows.filter((row) => isVoter(row) && !exempt.includes(row.host));
  const hosts = new Set(voters.map(({ host }) => host));
  const namedBy = views.filter(
    ({ from, rows }) => hosts.has(from) && rows.some(({ role, host }) => role === 'LEADER' && host === leader.host),
  ).length;
  if (namedBy * 2 <= voters.length) {
    return {
      kind: 'none',
      why: `only ${namedBy} of ${voters.length} voters name ${leader.host} as leader`,
      lastSeen: leader,
    };
  }
  return { kind: 'named', leader, rows: own.rows, voters: voters.length, namedBy };
}

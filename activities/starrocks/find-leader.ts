import { type StarRocksCluster, frontendsOf } from '../../model/starrocks/cluster-spec.ts';
import { MusterError, isMusterError } from '../../model/error.ts';
import { type FrontendRow, isVoter, parseFrontendRows } from '../../model/starrocks/frontend-rows.ts';
import { type LocalView, type Naming, nameLeader } from '../../model/starrocks/name-leader.ts';
import { SHOW_FRONTENDS, SHOW_LOCAL_FRONTENDS } from '../../model/starrocks/statements.ts';
import type { Tools } from '../tools.ts';
import { type SqlPoint, ask } from './ask.ts';

/** A leader without its quorum lets SHOW FRONTENDS hang for 10 s, one that is cut off for 12 s (recorded on 3.5.7). */
const LEADER_LIMIT_MS = 2_000;

/** A leader that is named by a majority of the voters and has just answered a statement that needs them. */
export interface Leader extends SqlPoint {
  readonly editLogPort: number;
  /** The leader's own SHOW FRONTENDS. */
  readonly rows: readonly FrontendRow[];
  readonly voters: number;
  readonly namedBy: number;
  /** Hosts of those that answered on their own port, whatever they said. */
  readonly answering: readonly string[];
}

export interface FindLeaderOptions {
  /** Hosts that are not asked. */
  readonly without?: readonly string[];
  /** Hosts that are neither asked nor counted: one that is joining turns into a voter before it can answer. */
  readonly exempt?: readonly string[];
}

/** Reads anew each time: the leader moves. */
export async function findLeader(
  tools: Tools,
  cluster: StarRocksCluster,
  options: FindLeaderOptions = {},
): Promise<Leader> {
  const views = await readViews(tools, cluster, options);
  const naming = nameLeader(views, options.exempt);
  if (naming.kind === 'none') throw noLeader(cluster, naming);
  const { leader, voters, namedBy } = naming;
  const point = { host: leader.host, queryPort: queryPortOf(cluster, leader) };
  try {
    const { rows } = await ask(tools, cluster, point, SHOW_FRONTENDS, LEADER_LIMIT_MS);
    return {
      ...point,
      editLogPort: leader.editLogPort,
      rows: parseFrontendRows(rows),
      voters,
      namedBy,
      answering: views.map(({ from }) => from),
    };
  } catch (error) {
    if (isMusterError(error) && (error.code === 'SQL_PRIVILEGE' || error.code === 'SQL_AUTH')) throw error;
    throw noLeader(
      cluster,
      { kind: 'none', why: `${leader.host} is named leader but did not answer SHOW FRONTENDS`, lastSeen: leader },
      error,
    );
  }
}

/**
 * For a step about hosts that may have turned into voters meanwhile: they are not counted, since they may answer for another
 * cluster or not yet at all. One of them may also lead by now; then everyone is asked.
 */
export async function findLeaderBeside(
  tools: Tools,
  cluster: StarRocksCluster,
  hosts: readonly string[],
): Promise<Leader> {
  try {
    return await findLeader(tools, cluster, { exempt: hosts });
  } catch (error) {
    if (!isMusterError(error) || error.code !== 'NO_LEADER') throw error;
    return await findLeader(tools, cluster);
  }
}

/**
 * Each frontend's own view. Those that do not answer are missing. A refused login or privilege is thrown when nobody
 * answers: one that alone refuses it may be of another cluster, such as a new one whose root has no password.
 */
export async function readViews(
  tools: Tools,
  cluster: StarRocksCluster,
  { without = [], exempt = [] }: FindLeaderOptions = {},
): Promise<readonly LocalView[]> {
  const asked = new Set([...without, ...exempt]);
  const views: LocalView[] = [];
  const refusals: MusterError[] = [];
  let points: readonly SqlPoint[] = frontendsOf(cluster)
    .filter(({ role, host }) => role === 'fe' && !asked.has(host))
    .map(({ host, ports }) => ({ host, queryPort: ports.query }));
  // Twice: the second round asks the voters that only the cluster knows of.
  for (let round = 0; round < 2 && points.length > 0; round += 1) {
    for (const { host } of points) asked.add(host);
    views.push(...(await readEach(tools, cluster, points, refusals)));
    const known = views.flatMap(({ rows }) => rows).filter((row) => isVoter(row) && row.queryPort !== 0);
    points = [...new Map(known.filter(({ host }) => !asked.has(host)).map((row) => [row.host, row])).values()];
  }
  const [refusal] = refusals;
  if (views.length === 0 && refusal !== undefined) throw refusal;
  return views;
}

async function readEach(
  tools: Tools,
  cluster: StarRocksCluster,
  points: readonly SqlPoint[],
  refusals: MusterError[],
): Promise<readonly LocalView[]> {
  const answers = await Promise.allSettled(
    points.map(async (point) => {
      const { rows } = await ask(tools, cluster, point, SHOW_LOCAL_FRONTENDS, LEADER_LIMIT_MS);
      return { from: point.host, rows: parseFrontendRows(rows) };
    }),
  );
  for (const answer of answers) {
    if (answer.status === 'rejected' && isMusterError(answer.reason) && mustBeSaid(answer.reason))
      refusals.push(answer.reason);
  }
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
}

function mustBeSaid({ code }: MusterError): boolean {
  return code === 'SQL_AUTH' || code === 'SQL_PRIVILEGE' || code === 'SECRET_MISSING';
}

export function queryPortOf(cluster: StarRocksCluster, row: FrontendRow): number {
  return frontendsOf(cluster).find(({ host }) => host === row.host)?.ports.query ?? row.queryPort;
}

function noLeader(cluster: StarRocksCluster, { why }: Extract<Naming, { kind: 'none' }>, cause?: unknown): MusterError {
  return new MusterError('NO_LEADER', `${cluster.name} has no leader that answers: ${why}`, {
    kind: 'transient',
    hint: 'muster status',
    ...(cause !== undefined && { cause }),
  });
}

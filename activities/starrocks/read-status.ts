import {
  type StarRocksCluster,
  type FrontendSpec,
  backendsOf,
  frontendsOf,
} from '../../model/starrocks/cluster-spec.ts';
import { frontendHandle } from '../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../model/error.ts';
import { judgeBackendStatus } from '../../model/starrocks/backend/judge-backend-status.ts';
import { chooseNext } from '../../model/starrocks/choose-next.ts';
import { viewBackends } from '../../model/starrocks/backend/view-backends.ts';
import { type FrontendRow, isHalfJoined, parseFrontendRows, rowHandle } from '../../model/starrocks/frontend-rows.ts';
import { judgeServing } from '../../model/starrocks/judge-serving.ts';
import { judgeStatus } from '../../model/starrocks/judge-status.ts';
import { nodeCommands } from '../../model/starrocks/node-commands.ts';
import { readUptimes } from '../../model/starrocks/read-times.ts';
import { SHOW_LOCAL_FRONTENDS } from '../../model/starrocks/statements.ts';
import type { BackendStatus, StarRocksStatus, NodeStatus } from '../../model/status.ts';
import type { Tools } from '../tools.ts';
import { ask } from './ask.ts';
import { readBackends } from './data/read-backends.ts';
import type { Leader } from './find-leader.ts';
import { type MembershipReading, readMembership } from './read-membership.ts';
import { readStranger } from './read-stranger.ts';

/** Everything that `muster status` shows of the cluster; reads only, with no Temporal and no worker. */
export async function readStatus(tools: Tools, cluster: StarRocksCluster): Promise<StarRocksStatus> {
  return await describeMembership(tools, cluster, await readMembership(tools, cluster));
}

/** Asks every node itself, and judges what came of it. */
export async function describeMembership(
  tools: Tools,
  cluster: StarRocksCluster,
  reading: MembershipReading,
): Promise<StarRocksStatus> {
  const { rows, leader, trouble } = reading;
  const now = Date.now();
  const handles = new Set(rows.map(rowHandle));
  const [registered, absent] = await Promise.all([
    Promise.all(rows.map((row) => readMember(tools, cluster, reading, row, now))),
    Promise.all(
      frontendsOf(cluster)
        .filter((node) => !handles.has(frontendHandle(node)))
        .map((node) => readAbsent(tools, cluster, node, rows)),
    ),
  ]);
  const nodes = [...registered, ...absent];
  nodes.sort((a, b) => a.handle.localeCompare(b.handle, 'en', { numeric: true }));
  const { findings, next, voters } = judgeStatus(nodes, trouble);
  const backends = leader === undefined ? [] : await readBackendStatus(tools, cluster, leader, now);
  const judged = judgeBackendStatus(backends);
  const told = [...findings, ...judged];
  return {
    cluster: cluster.name,
    engine: cluster.engine,
    version: rows.find(({ host }) => host === leader?.host)?.version ?? cluster.version,
    readAt: new Date(now).toISOString(),
    ...(rows[0] !== undefined && { clusterId: rows[0].clusterId }),
    ...(leader !== undefined && { leader: rowHandle(leader) }),
    ...(rows.length > 0 && { voters }),
    nodes,
    ...(backends.length > 0 && { backends }),
    findings: told.toSorted((a, b) => Number(a.severity !== 'refusal') - Number(b.severity !== 'refusal')),
    next: chooseNext(next, findings, judged),
  };
}

/** That they cannot be listed is said by other gates. */
async function readBackendStatus(
  tools: Tools,
  cluster: StarRocksCluster,
  leader: Leader,
  now: number,
): Promise<readonly BackendStatus[]> {
  try {
    return viewBackends(await readBackends(tools, cluster, leader), backendsOf(cluster), now);
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return [];
  }
}

async function readMember(
  tools: Tools,
  cluster: StarRocksCluster,
  { rows, leader }: MembershipReading,
  row: FrontendRow,
  now: number,
): Promise<NodeStatus> {
  const handle = rowHandle(row);
  const node = frontendsOf(cluster).find((candidate) => frontendHandle(candidate) === handle);
  const own = await askServing(tools, cluster, rows, row, node);
  // What a frontend without a leader remembers has no fresh heartbeat in it.
  const uptime = leader === undefined ? undefined : readUptimes(rows).get(row.host);
  const leaderRow = rows.find(({ host }) => host === leader?.host);
  return {
    ...(node !== undefined && { alias: node.alias, fileRole: roleOf(node), commands: nodeCommands(node) }),
    handle,
    // The leader is a follower by registration; the mark says that it leads.
    role: row.role === 'LEADER' ? 'FOLLOWER' : row.role,
    leader: leader !== undefined && row.host === leader.host,
    inFile: node !== undefined,
    inCluster: true,
    joined: row.join,
    ...(isHalfJoined(row) && { halfJoined: true }),
    alive: row.alive,
    ...own,
    ...(leaderRow !== undefined && { journalLag: Math.max(0, leaderRow.replayedJournalId - row.replayedJournalId) }),
    ...(row.version !== undefined && { version: row.version }),
    ...(uptime !== undefined && { since: new Date(now - uptime).toISOString() }),
    ...(row.errMsg !== '' && { error: row.errMsg }),
  };
}

async function askServing(
  tools: Tools,
  cluster: StarRocksCluster,
  rows: readonly FrontendRow[],
  row: FrontendRow,
  node: FrontendSpec | undefined,
): Promise<Pick<NodeStatus, 'serving' | 'answers' | 'namesItself' | 'trouble' | 'stranger'>> {
  const queryPort = node?.ports.query ?? row.queryPort;
  if (queryPort === 0) return { serving: 'no', answers: false };
  try {
    const own = await ask(tools, cluster, { host: row.host, queryPort }, SHOW_LOCAL_FRONTENDS, 3_000);
    const ownRows = parseFrontendRows(own.rows);
    const { serving, why } = judgeServing(rowHandle(row), rows, ownRows);
    const namesItself = ownRows.some(({ host, role }) => host === row.host && role === 'LEADER');
    if (serving) return { serving: 'yes', answers: true, namesItself };
    const clusterId = ownRows.find((one) => one.clusterId !== '')?.clusterId;
    const isOther = clusterId !== undefined && clusterId !== row.clusterId;
    return {
      serving: 'no',
      answers: true,
      namesItself,
      trouble: why,
      ...(isOther && { stranger: { kind: 'other cluster', clusterId } }),
    };
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return { serving: error.code === 'SQL_TIMEOUT' ? 'silent' : 'no', answers: false, trouble: error.message };
  }
}

async function readAbsent(
  tools: Tools,
  cluster: StarRocksCluster,
  node: FrontendSpec,
  rows: readonly FrontendRow[],
): Promise<NodeStatus> {
  const stranger = await readStranger(tools, cluster, node, rows[0]?.clusterId ?? '');
  return {
    alias: node.alias,
    handle: frontendHandle(node),
    role: roleOf(node),
    fileRole: roleOf(node),
    leader: false,
    inFile: true,
    inCluster: false,
    ...(stranger !== undefined && { stranger }),
    commands: nodeCommands(node),
  };
}

function roleOf({ observer }: FrontendSpec): string {
  return observer === true ? 'OBSERVER' : 'FOLLOWER';
}

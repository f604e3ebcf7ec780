import type { ClusterSpec, NodeSpec } from '../../model/cluster.ts';
import { frontendHandle } from '../../model/cluster.ts';
import { MusterError, isMusterError } from '../../model/error.ts';
import { type FrontendRow, parseFrontendRows, rowHandle } from '../../model/starrocks/frontend-rows.ts';
import { judgeServing } from '../../model/starrocks/judge-serving.ts';
import { judgeStatus } from '../../model/starrocks/judge-status.ts';
import { nameLeader } from '../../model/starrocks/name-leader.ts';
import { SHOW_LOCAL_FRONTENDS } from '../../model/starrocks/statements.ts';
import type { ClusterStatus, NodeStatus } from '../../model/status.ts';
import type { Tools } from '../tools.ts';
import { ask } from './ask.ts';
import { findLeader, readViews } from './find-leader.ts';

interface Reading {
  readonly rows: readonly FrontendRow[];
  readonly leader?: FrontendRow;
  /** Why no leader answers. */
  readonly trouble?: string;
}

/** Everything that `muster status` shows of the cluster; reads only, with no Temporal and no worker. */
export async function readStatus(tools: Tools, cluster: ClusterSpec): Promise<ClusterStatus> {
  const reading = await readMembership(tools, cluster);
  const registered = await Promise.all(reading.rows.map((row) => readNode(tools, cluster, reading, row)));
  const handles = new Set(reading.rows.map(rowHandle));
  const nodes = [...registered, ...cluster.nodes.filter((node) => !handles.has(frontendHandle(node))).map(onlyInFile)];
  nodes.sort((a, b) => a.handle.localeCompare(b.handle, 'en', { numeric: true }));
  const { findings, next, voters } = judgeStatus(nodes, reading.trouble);
  return {
    cluster: cluster.name,
    engine: cluster.engine,
    version: reading.leader?.version ?? cluster.version,
    readAt: new Date().toISOString(),
    ...(reading.rows[0] !== undefined && { clusterId: reading.rows[0].clusterId }),
    ...(reading.leader !== undefined && { leader: rowHandle(reading.leader) }),
    ...(reading.rows.length > 0 && { voters }),
    nodes,
    findings,
    next,
  };
}

/** The leader's list; without a leader, what any frontend still remembers, which is marked as such. */
async function readMembership(tools: Tools, cluster: ClusterSpec): Promise<Reading> {
  try {
    const { rows, host } = await findLeader(tools, cluster);
    const leader = rows.find((row) => row.host === host);
    return { rows, ...(leader !== undefined && { leader }) };
  } catch (error) {
    if (!isMusterError(error) || error.code !== 'NO_LEADER') throw error;
    const views = await readViews(tools, cluster);
    const [view] = views;
    if (view === undefined) {
      const asked = cluster.nodes.map(({ host, ports }) => `${host}:${ports.query}`).join(', ');
      throw new MusterError('SQL_UNREACHABLE', `No frontend of ${cluster.name} answers: asked ${asked}`, {
        kind: 'transient',
        hint: 'look at the hosts; a frontend alone among several voters waits for a second one before it answers',
        cause: error,
      });
    }
    const naming = nameLeader(views);
    return { rows: view.rows, trouble: naming.kind === 'none' ? naming.why : error.message };
  }
}

async function readNode(
  tools: Tools,
  cluster: ClusterSpec,
  { rows, leader }: Reading,
  row: FrontendRow,
): Promise<NodeStatus> {
  const handle = rowHandle(row);
  const node = cluster.nodes.find((candidate) => frontendHandle(candidate) === handle);
  const serving = await askServing(tools, cluster, rows, row, node);
  return {
    ...(node !== undefined && { alias: node.alias }),
    handle,
    // The leader is a follower by registration; the mark says that it leads.
    role: row.role === 'LEADER' ? 'FOLLOWER' : row.role,
    leader: leader !== undefined && handle === rowHandle(leader),
    inFile: node !== undefined,
    inCluster: true,
    joined: row.join,
    alive: row.alive,
    serving,
    ...(leader !== undefined && { journalLag: Math.max(0, leader.replayedJournalId - row.replayedJournalId) }),
    ...(row.version !== undefined && { version: row.version }),
    ...(row.startTime !== undefined && { since: row.startTime.replace(' ', 'T') }),
    ...(row.errMsg !== '' && { error: row.errMsg }),
  };
}

async function askServing(
  tools: Tools,
  cluster: ClusterSpec,
  rows: readonly FrontendRow[],
  row: FrontendRow,
  node: NodeSpec | undefined,
): Promise<'yes' | 'no' | 'silent'> {
  const queryPort = node?.ports.query ?? row.queryPort;
  if (queryPort === 0) return 'no';
  try {
    const own = await ask(tools, cluster, { host: row.host, queryPort }, SHOW_LOCAL_FRONTENDS, 3_000);
    return judgeServing(rowHandle(row), rows, parseFrontendRows(own.rows)).serving ? 'yes' : 'no';
  } catch (error) {
    return isMusterError(error) && error.code === 'SQL_TIMEOUT' ? 'silent' : 'no';
  }
}

function onlyInFile(node: NodeSpec): NodeStatus {
  return {
    alias: node.alias,
    handle: frontendHandle(node),
    role: node.role,
    leader: false,
    inFile: true,
    inCluster: false,
  };
}

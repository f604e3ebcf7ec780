import { type Answer, type Cell, textRows } from './answer.ts';
import { formatTime } from './format-time.ts';
import { hasJoined } from './has-joined.ts';
import type { Frontend } from './metadata.ts';
import type { Process } from './process.ts';
import type { World } from './world.ts';

const COLUMNS = [
  'Id',
  'Name',
  'IP',
  'EditLogPort',
  'HttpPort',
  'QueryPort',
  'RpcPort',
  'Role',
  'ClusterId',
  'Join',
  'Alive',
  'ReplayedJournalId',
  'LastHeartbeat',
  'IsHelper',
  'ErrMsg',
  'StartTime',
  'Version',
];

/** What this frontend knows, from its own copy of the metadata. */
export function showFrontends(world: World, process: Process): Answer {
  const metadata = world.metadataOf(process);
  const rows = [...metadata.frontends]
    .sort((a, b) => scatter(a.name) - scatter(b.name))
    .map((frontend) => showRow(world, process, frontend));
  return textRows(COLUMNS, rows);
}

function showRow(world: World, process: Process, frontend: Frontend): Cell[] {
  const { id, name, host, editLogPort, queryPort, rpcPort, replayed, heartbeatAt, error } = frontend;
  const leader = process.role === 'LEADER' ? process : process.following;
  const own = name === process.env?.nodeName;
  const alive = own || frontend.alive;
  const wall = (time: number | null) => (time === null ? null : formatTime(world.options.wall(time)));
  // As read and recorded: SQL NULL where nothing was heard of an alive one, the text NULL where it is not alive.
  const started = alive ? wall(frontend.startedAt) : 'NULL';
  return [
    String(id),
    name,
    host,
    String(editLogPort),
    // Recorded: always the port of the one that answers.
    String(process.ports.http),
    String(queryPort),
    String(rpcPort),
    leader?.env?.nodeName === name ? 'LEADER' : frontend.role,
    String(world.metadataOf(process).clusterId),
    String(hasJoined(world, process, frontend)),
    String(alive),
    String(replayed),
    wall(heartbeatAt),
    String(frontend.role === 'FOLLOWER'),
    error,
    started,
    frontend.version ?? 'NULL',
  ];
}

/** Recorded: the order of rows is neither that of the ids nor stable. This one is at least not that of the ids. */
function scatter(name: string): number {
  let hash = 0x811c9dc5;
  for (const char of name) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
  return hash;
}

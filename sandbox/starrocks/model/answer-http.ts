import type { Process } from './process.ts';
import { TIMELINE } from './timeline.ts';
import type { World } from './world.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly type: 'application/json' | 'text/plain';
  readonly body: string;
}

/** What the http port answers to somebody who is no frontend of the cluster, as recorded. */
export function answerHttp(world: World, process: Process, url: string): HttpAnswer {
  const { pathname, searchParams } = new URL(url, 'http://frontend');
  const metadata = world.metadataOf(process);
  switch (pathname) {
    case '/api/bootstrap':
      return bootstrap(world, process, searchParams.get('token') === metadata.token);
    case '/api/health':
      if (process.leavingSince !== undefined) return { status: 500, type: 'text/plain', body: '' };
      const backends = metadata.backends.filter(({ kind }) => kind === 'be');
      const online = backends.filter(({ alive }) => alive).length;
      return json(200, { online_backend_num: online, total_backend_num: backends.length, status: 'OK' });
    case '/info':
    case '/check':
    case '/role':
    case '/version':
      return { status: 400, type: 'text/plain', body: 'invalid client host.' };
    case '/metrics':
      return { status: 200, type: 'text/plain', body: metrics(process, metadata.journalId) };
    case '/api/show_proc': {
      const text = 'Need auth information.';
      return json(401, { status: 'FAILED', code: '1', msg: text, message: text });
    }
    default:
      return { status: 404, type: 'text/plain', body: '' };
  }
}

function bootstrap(world: World, process: Process, known: boolean): HttpAnswer {
  const stale = process.droppedAt !== undefined && world.now - process.droppedAt >= TIMELINE.staleReads;
  const ready = !stale && process.leavingSince === undefined;
  const { query, rpc } = process.ports;
  const numbers = {
    replayedJournalId: known ? world.metadataOf(process).journalId : 0,
    queryPort: known ? query : 0,
    rpcPort: known ? rpc : 0,
    feStartTime: known ? Math.floor(world.options.wall(process.startedAt)) : 0,
    heapUsedPercent: 0.0,
  };
  // Recorded: 200 in both cases; only the body tells.
  return ready
    ? json(200, { ...numbers, status: 'OK', code: '0', msg: 'Success', message: 'OK' })
    : json(200, { ...numbers, status: 'FAILED', code: '1', msg: 'not ready', message: 'not ready' });
}

function metrics(process: Process, journalId: number): string {
  const leader = process.role === 'LEADER';
  return [
    'jvm_heap_size_bytes{type="used"} 208469504',
    `starrocks_fe_max_journal_id ${journalId}`,
    `starrocks_fe_routine_load_jobs{state="RUNNING",is_leader="${leader}"} 0`,
    '',
  ].join('\n');
}

function json(status: number, value: object): HttpAnswer {
  // As recorded, a whole number that is a percentage is written with its point.
  const body = JSON.stringify(value).replace('"heapUsedPercent":0', '"heapUsedPercent":0.0');
  return { status, type: 'application/json', body };
}

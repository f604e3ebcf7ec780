import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DrainedInput, awaitDrained } from '../../activities/starrocks/drain/await-drained.ts';
import { createTools } from '../../activities/tools.ts';
import type { LongProgress } from '../../model/progress.ts';
import type { LongFrom } from '../../model/step.ts';
import { type Answer, type MysqlServer, startMysqlServer } from '../fixtures/mysql-server.ts';
import {
  type Script,
  ScriptedWorld,
  makeBackend,
  makeCluster,
  makeNode,
  scriptChanges,
  scriptCheck,
  scriptGroup,
  scriptWait,
} from '../fixtures/scripted-world.ts';

/** A week is a minute: epochs, probes and the settling time shrink alike. Looks cost no history, however many there are. */
const PACE = 1e-4;
const HOUR = 3_600_000 * PACE;
const WEEK = 7 * 24 * HOUR;
const TABLETS = 50_000;

const BACKENDS = 'starrocks.backends';
const CHANGES = ['setKnobs', 'decommission', 'drop', 'stopDrained', 'retireStorage', 'restoreKnobs'];

let server: MysqlServer;
let world: ScriptedWorld;
let begun = 0;
/** Of the drain, by the time since it began. */
let leftAfter: (time: number) => number;

let told: LongProgress[] = [];

const tools = createTools();

beforeAll(async () => {
  server = await startMysqlServer({ answer });
  const drained: Script = async (input, more) => {
    const from = more as LongFrom;
    if (from.progress !== undefined && !isDeepStrictEqual(from.progress, told.at(-1))) told.push(from.progress);
    return await awaitDrained(tools, input as unknown as DrainedInput, from);
  };
  world = await ScriptedWorld.create({
    activities: {
      ...scriptGroup(BACKENDS, ['surveyDrain', 'inspectLeaving'], scriptCheck),
      ...scriptGroup(BACKENDS, ['verifyDrained', 'awaitDropped'], scriptWait),
      ...scriptChanges(BACKENDS, CHANGES),
      [`${BACKENDS}.awaitDrained`]: drained,
    },
  });
}, 120_000);
afterAll(async () => {
  await world.close();
  await server.close();
  await tools.ssh.close();
});

function answer(sql: string): Answer {
  const frontend = {
    Name: 'fe',
    IP: server.host,
    EditLogPort: '9010',
    HttpPort: '8030',
    QueryPort: String(server.port),
    RpcPort: '9020',
    Role: 'LEADER',
    ClusterId: '1',
    Join: 'true',
    Alive: 'true',
    ReplayedJournalId: '1',
    ErrMsg: '',
    Version: '3.5.7',
  };
  if (sql === 'SHOW FRONTENDS' || sql === "SHOW PROC '/frontends'") return rows([frontend]);
  if (sql === 'SHOW BACKENDS') {
    const left = Math.max(0, Math.round(leftAfter(Date.now() - begun)));
    return rows([
      {
        BackendId: '10003',
        IP: '10.0.1.3',
        HeartbeatPort: '9050',
        Alive: 'true',
        SystemDecommissioned: 'true',
        ClusterDecommissioned: 'false',
        TabletNum: String(left),
        DataUsedCapacity: `${left}.000 MB`,
        StatusCode: 'OK',
      },
    ]);
  }
  if (sql.includes('drop_backend_after_decommission'))
    return rows([{ Key: 'drop_backend_after_decommission', AliasNames: '[]', Value: 'false' }]);
  // What a diagnosis asks beyond it, this one does not know: the cause stays unknown.
  return { kind: 'error', errno: 1064, message: 'not here' };
}

function rows(records: readonly Readonly<Record<string, string>>[]): Answer {
  const columns = Object.keys(records[0] ?? {});
  return { kind: 'rows', columns, rows: records.map((record) => columns.map((column) => record[column] ?? null)) };
}

/** The operation from beginning to end, its events and what its epochs told. */
async function drainFor(left: (time: number) => number) {
  leftAfter = left;
  told = [];
  world.reset();
  const done = (value: unknown) => ({
    evidence: [{ action: { kind: 'command', on: 'x', command: 'x' }, answer: 'OK', at: '' }],
    value,
  });
  world.script('decommission.perform', () => {
    begun = Date.now();
    return done({ backendId: '10003', left: TABLETS, bytes: 0, at: begun });
  });
  world.script('surveyDrain', () => ({
    findings: [],
    value: {
      sharedData: false,
      nodes: [
        {
          node: 'be-3',
          handle: '10.0.1.3:9050',
          backendId: '10003',
          alive: true,
          draining: false,
          left: 1,
          bytes: 1,
          onlyHere: 0,
        },
      ],
    },
  }));
  world.script('setKnobs.perform', () =>
    done([{ knob: 'drop_backend_after_decommission', original: 'true', ours: 'false' }]),
  );
  const { alias, ports, ...frontend } = makeNode(1);
  const leader = { ...frontend, alias, host: server.host, ports: { ...ports, query: server.port } };
  const cluster = { ...makeCluster(PACE), nodes: [leader, makeBackend(3)] };
  const handle = await world.start({ verb: 'remove', role: 'be', nodes: ['be-3'], cluster });
  const progress = await handle.result();
  const { events } = await handle.fetchHistory();
  return { progress, events: events?.length ?? 0, took: Date.now() - begun };
}

test('seven days: below 200 events, however often it stands still', { timeout: 300_000 }, async () => {
  // Of every six hours it stands still for three.
  const { progress, events, took } = await drainFor((time) => {
    const rounds = Math.floor(time / (6 * HOUR));
    const share = (rounds + Math.min(1, (time % (6 * HOUR)) / (3 * HOUR))) / 28;
    return TABLETS * (1 - share);
  });
  expect(progress).toMatchObject({ state: 'done' });
  expect(took).toBeGreaterThan(WEEK - 3 * HOUR - 1);
  // Each day, and the first four news.
  expect(told.length).toBeGreaterThanOrEqual(9);
  expect(told.length).toBeLessThanOrEqual(12);
  expect(told.slice(0, 2).map(({ stall }) => stall?.cause)).toEqual(['unknown', undefined]);
  expect(events).toBeLessThan(200);
  // What is known of a week still fits into a beat.
  expect(JSON.stringify(told.at(-1)).length).toBeLessThan(8_000);
  expect(told.at(-1)?.nodes['be-3']).toMatchObject({ total: TABLETS, startedAt: begun });
});

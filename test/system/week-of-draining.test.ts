import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { activityAttempt, activityNow } from '../../activities/context.ts';
import { type DrainedInput, awaitDrained } from '../../activities/starrocks/drain/await-drained.ts';
import { createTools } from '../../activities/tools.ts';
import type { LongProgress } from '../../model/progress.ts';
import { SETTLE_MS } from '../../model/progress/is-quiet.ts';
import { viewProgress } from '../../model/progress/view-progress.ts';
import type { LongFrom } from '../../model/step.ts';
import { type Answer, type MysqlServer, startMysqlServer } from '../fixtures/mysql-server.ts';
import { connectSkipping } from '../fixtures/skipping-temporal.ts';
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

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
/** The product's own: nothing is shortened but the waiting. */
const LOOK_MS = 30_000;
const LOOKS = WEEK / LOOK_MS;
/** For what hangs. */
const LIMIT_MS = 900_000;
const TABLETS = 50_000;

const BACKENDS = 'starrocks.backends';
const CHANGES = ['setKnobs', 'decommission', 'drop', 'stopDrained', 'retireStorage', 'restoreKnobs'];

let server: MysqlServer;
/** By the clock of Temporal, which the test skips. */
let begun = 0;
let now = 0;
/** What its epochs told, and when. */
const told: { readonly at: number; readonly progress: LongProgress }[] = [];

const tools = createTools();

beforeAll(async () => {
  server = await startMysqlServer({ answer });
});
afterAll(async () => {
  await server.close();
  await tools.ssh.close();
});

/** In the test: where no server can be had, it is the test that fails. */
async function createWorld(): Promise<ScriptedWorld> {
  const drained: Script = async (input, more) => {
    const from = more as LongFrom;
    now = activityNow();
    if (from.progress !== undefined && activityAttempt() === 1) told.push({ at: now - begun, progress: from.progress });
    return await awaitDrained(tools, input as unknown as DrainedInput, from);
  };
  const world = new ScriptedWorld(await connectSkipping());
  onTestFinished(() => world.close());
  await world.open({
    activities: {
      ...scriptGroup(BACKENDS, ['surveyDrain', 'inspectLeaving'], scriptCheck),
      ...scriptGroup(BACKENDS, ['verifyDrained', 'awaitDropped'], scriptWait),
      ...scriptChanges(BACKENDS, CHANGES),
      [`${BACKENDS}.awaitDrained`]: drained,
    },
  });
  return world;
}

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
    const left = countLeft(now - begun);
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

/** Of every six hours it stands still for three; empty when the week is over. */
function countLeft(time: number): number {
  const rounds = Math.floor(time / (6 * HOUR));
  const share = (rounds + Math.max(0, (time % (6 * HOUR)) / (3 * HOUR) - 1)) / 28;
  return Math.max(0, Math.round(TABLETS * (1 - share)));
}

/** The operation from beginning to end. */
async function drain(world: ScriptedWorld): Promise<WorkflowHandleWithFirstExecutionRunId> {
  const done = (value: unknown) => ({
    evidence: [{ action: { kind: 'command', on: 'x', command: 'x' }, answer: 'OK', at: '' }],
    value,
  });
  world.script('decommission.perform', () => {
    begun = activityNow();
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
  const cluster = { ...makeCluster(1), nodes: [leader, makeBackend(3)] };
  return await world.start({ verb: 'remove', role: 'be', nodes: ['be-3'], cluster });
}

test('a week of looks: below 200 events in one run, however often it stands still', { timeout: LIMIT_MS }, async () => {
  const world = await createWorld();
  const handle = await drain(world);
  // Time is skipped while this waits, and at no other time.
  const progress = await handle.result();
  const { runId, startTime, closeTime, historyLength } = await handle.describe();

  expect(progress).toMatchObject({ state: 'done' });
  expect(historyLength).toBeLessThan(200);
  // It never went on as a new one.
  expect(runId).toBe(handle.firstExecutionRunId);
  expect(((closeTime?.getTime() ?? 0) - startTime.getTime()) / DAY).toBeCloseTo(7, 2);
  const looks = world.calls.filter((name) => name === 'awaitDrained').length;
  expect(looks).toBeGreaterThan(LOOKS * 0.99);
  expect(looks).toBeLessThan(LOOKS * 1.01);

  // The first standstill and its end at once, then day by day.
  expect(told.map(({ at }) => Math.round(at / HOUR))).toEqual([0, 3, 27, 51, 75, 99, 123, 147]);
  const [still, again] = told;
  expect(still?.progress.stall?.cause).toBe('unknown');
  expect(still?.at).toBeGreaterThanOrEqual(SETTLE_MS);
  expect(still?.at).toBeLessThan(SETTLE_MS + 2 * LOOK_MS);
  expect(again?.progress.stall).toBeUndefined();
  expect(again?.at).toBeLessThan(3 * HOUR + 2 * LOOK_MS);
  // What is known of a week still fits into a beat.
  const known = told.at(-1)?.progress;
  expect(JSON.stringify(known).length).toBeLessThan(8_000);
  const record = known?.nodes['be-3'];
  expect(record).toMatchObject({ total: TABLETS, startedAt: begun });
  // Told by the skipped clock too: how fast it is, standstills and all.
  const perHour = record && viewProgress(record, begun + (told.at(-1)?.at ?? 0)).perHour;
  expect(perHour).toBeGreaterThan((0.8 * TABLETS) / (WEEK / HOUR));
  expect(perHour).toBeLessThan((1.2 * TABLETS) / (WEEK / HOUR));
});

import { Client, Connection } from '@temporalio/client';
import { inject, afterAll, beforeAll, expect, test } from 'vitest';
import { setImmediate as soon } from 'node:timers/promises';
import { notYet } from '../../activities/context.ts';
import { runOpsList } from '../../client/commands/ops-list.ts';
import type { Link } from '../../client/connect.ts';
import { follow } from '../../client/follow.ts';
import { readDrain } from '../../client/read-drain.ts';
import { readOperation } from '../../client/read-operation.ts';
import { showOperation } from '../../client/screens/ops-show.ts';
import { submit } from '../../client/submit.ts';
import { addSample } from '../../model/progress/add-sample.ts';
import { CAUSES } from '../../model/diagnosis.ts';
import type { DrainRecord, LongProgress } from '../../model/progress.ts';
import { createRequestId } from '../../client/request-id.ts';
import { DRAINS } from '../client/screens/drain-examples.ts';
import { VIEW } from '../client/screens/examples.ts';
import { recordLines } from '../fixtures/record-lines.ts';
import { makeCluster, makeRequest, ScriptedWorld } from '../fixtures/scripted-world.ts';
import { until } from '../fixtures/until.ts';

let world: ScriptedWorld;
/** With a connection of its own: it stays when the worker goes. */
let link: Link;
let connection: Connection;
let closed = false;

beforeAll(async () => {
  world = await ScriptedWorld.create();
  const first = await world.start();
  const { taskQueue } = await first.describe();
  await first.result();
  const address = inject('temporalAddress');
  const namespace = inject('temporalNamespace');
  process.env.TEMPORAL_ADDRESS = address;
  process.env.TEMPORAL_NAMESPACE = namespace;
  connection = await Connection.connect({ address });
  link = { client: new Client({ connection, namespace }), address, namespace, taskQueue, close: async () => {} };
});
afterAll(async () => {
  if (!closed) await world.close();
  await connection.close();
  delete process.env.TEMPORAL_ADDRESS;
  delete process.env.TEMPORAL_NAMESPACE;
});

test('a drain is seen by its last beat, told by its news, and seen as well when the worker is gone', async () => {
  let record: DrainRecord | undefined;
  let looks = 0;
  const { stall } = DRAINS.stalled;
  // Twenty looks on which a tablet leaves each time, then it stands still.
  world.script('awaitServing', () => {
    looks++;
    record = addSample(record, {
      at: Date.now(),
      left: Math.max(80, 101 - looks),
      bytes: Math.max(80, 101 - looks) * 1e9,
    });
    const progress: LongProgress = {
      nodes: { 'be-3': record },
      ...(looks > 25 && { stall: { ...stall, since: new Date().toISOString() } }),
    };
    throw notYet(`look ${looks}`, looks > 30 ? 600_000 : 20, progress);
  });
  const request = makeRequest({
    id: createRequestId(),
    cluster: { ...makeCluster(), name: `c-${crypto.randomUUID()}` },
  });
  const { workflowId, runId } = await submit(link, request);

  const lines: string[] = [];
  const leave = new AbortController();
  const watching = follow(link, { workflowId, runId }, recordLines(lines), { signal: leave.signal });
  await until('the stall is told', () => lines.some((line) => line.includes('nothing moves')));
  await until('the last look is over', async () => {
    await soon();
    return looks > 30;
  });
  leave.abort();
  await watching;
  // Never a line for each look: the first of the way, at most one for each tenth, and the stall.
  expect(lines.filter((line) => line.includes('look '))).toEqual([]);
  expect(lines.filter((line) => / % left, /.test(line)).length).toBeLessThanOrEqual(3);
  expect(lines.join('\n')).toContain('muster add be-5');

  // Who stops watching keeps on the screen what was seen last.
  const kept: string[] = [];
  let drawn = '';
  const away = new AbortController();
  const person = { ...recordLines(kept), interactive: true, draw: (text: string) => void (drawn += text) };
  const seen = follow(link, { workflowId, runId }, person, { signal: away.signal });
  await until('it is drawn', () => drawn.includes('nothing moves'));
  expect(kept.join('\n')).not.toContain('tablets left');
  away.abort();
  await seen;
  expect(kept.join('\n')).toContain('80 of 100 tablets left');

  await world.close();
  closed = true;
  const snapshot = await readOperation(link.client, workflowId, runId);
  expect(snapshot.source).toBe('server');
  expect(snapshot.live['fe-2/serving']?.progress).toMatchObject({
    nodes: { 'be-3': record },
    stall: { cause: 'few-hosts' },
  });
  // The scripted activities before it have no times.
  const steps = snapshot.progress.steps.filter(({ id }) => id === 'fe-2/serving');
  const screen = showOperation(
    { ...snapshot, progress: { ...snapshot.progress, steps } },
    { ...VIEW, now: Date.now() },
  ).join('\n');
  expect(screen).toContain('no worker answers');
  expect(screen).toContain('80 of 100 tablets left (80 %) · 80 GB of 100 GB');
  expect(screen).toContain('no ETA while nothing moves');
  expect(screen).toContain(stall.example);
  expect(await readDrain(link.client, workflowId, runId)).toEqual(snapshot.live['fe-2/serving']?.progress);
  const listed = await until('it is listed with its drain', async () => {
    const rows: string[] = [];
    await runOpsList({ limit: 50 }, recordLines(rows));
    const row = rows.findIndex((line) => line.startsWith(request.id));
    return row < 0 ? undefined : rows.slice(row, row + 3);
  });
  // Who asked is on a line of its own where the columns have no room for it.
  expect(listed).toContain(`${' '.repeat(11)}be-3 80 % left, 80 of 100 tablets, ${CAUSES['few-hosts']}`);
  await link.client.workflow.getHandle(workflowId, runId).terminate('the test is over');
  expect(await readDrain(link.client, workflowId, runId)).toBeUndefined();
});

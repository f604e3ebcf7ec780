import { beforeAll, beforeEach, expect, test } from 'vitest';
import { changeWindows } from '../../client/change-windows.ts';
import { readOperation } from '../../client/read-operation.ts';
import { readRunning } from '../../client/read-running.ts';
import { readWait } from '../../client/read-wait.ts';
import { createRequestId } from '../../client/request-id.ts';
import { submit } from '../../client/submit.ts';
import { ask } from '../../activities/windows.ts';
import type { OperationProgress } from '../../model/operation.ts';
import { closedWindow } from '../fixtures/closed-window.ts';
import { makeCluster, makeRequest, type ScriptedWorld, untilState } from '../fixtures/scripted-world.ts';
import { useWorld } from '../fixtures/use-world.ts';

const world = useWorld();
const { link } = world;

beforeAll(async () => {
  // From then on the server knows that the worker polls.
  await world.run();
});
beforeEach(() => {
  world.script('ask', async (input) => await ask(input as never));
});

/** A restart on a cluster of its own, whose file has the windows. */
async function startRestart(windows = closedWindow()) {
  const cluster = { ...makeCluster(), name: `c-${crypto.randomUUID()}`, windows };
  const request = makeRequest({ id: createRequestId(), cluster, verb: 'restart', role: 'fe', nodes: ['fe-2'] });
  const { workflowId, runId } = await submit(link, request);
  const handle = world.client.workflow.getHandle(workflowId, runId) as Awaited<ReturnType<ScriptedWorld['start']>>;
  await untilState(handle, 'waiting');
  return { cluster, request, handle, workflowId, runId };
}

test('what waits is told by the worker, and by the history alone', async () => {
  const { cluster, handle, workflowId, runId } = await startRestart();
  const { progress } = await readOperation(link.client, workflowId, runId);
  expect(await readWait(link.client, workflowId, runId)).toEqual(progress.window);
  expect(await readRunning(link, cluster.name)).toMatchObject({ state: 'waiting', window: progress.window });
  await world.withoutWorker(async () => {
    const alone = await readOperation(link.client, workflowId, runId);
    expect(alone.source).toBe('server');
    expect(alone.progress).toMatchObject({ state: 'waiting', windows: cluster.windows });
    expect(alone.progress.window).toEqual(progress.window);
  });
  await handle.terminate();
});

test('other windows reach what runs on a cluster; those that are not said stay', async () => {
  const { cluster, handle } = await startRestart(closedWindow({ timezone: 'Asia/Tokyo', cutoffMs: 60_000 }));
  const by = 'test@here';
  const still = await changeWindows(link, cluster.name, ({ windows }) => ({
    by,
    windows: { ...windows, ...closedWindow({ timezone: 'Asia/Tokyo' }) },
  }));
  expect(still).toMatchObject([{ state: 'waiting', verbs: [{ verb: 'window', by }] }]);
  const open = { ...closedWindow(), spans: ['00:00,24:00'] };
  await changeWindows(link, cluster.name, () => ({ by, windows: open }));
  const ended = (await handle.result()) as OperationProgress;
  expect(ended).toMatchObject({ state: 'done', windows: open });
  await expect(changeWindows(link, cluster.name, () => ({ by, windows: open }))).rejects.toMatchObject({
    code: 'VERB_REFUSED',
    message: `Operation ${ended.request.id} has ended`,
  });
});

test('an operation is told by its id to keep none; that is in its record', async () => {
  const { request, handle, workflowId, runId } = await startRestart();
  await changeWindows(link, request.id, () => ({ by: 'ada@laptop', why: 'it leaks', now: true }));
  expect(((await handle.result()) as OperationProgress).state).toBe('done');
  const { progress } = await readOperation(link.client, workflowId, runId);
  expect(progress.verbs).toMatchObject([{ verb: 'window', what: 'open now', by: 'ada@laptop', why: 'it leaks' }]);
  expect(progress.windows?.overridden).toMatchObject({ by: 'ada@laptop', why: 'it leaks' });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WorkflowUpdateStage } from '@temporalio/client';
import { bundleWorkflowCode, NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { untilHeard } from '../../client/until-heard.ts';
import { createMusterWorker } from '../../worker/create-worker.ts';
import { packageRoot } from '../../worker/package-root.ts';
import { EARLY } from '../../workflows/interceptors/refuse-early-query.ts';
import { SupervisedWorker } from '../faults/worker-process.ts';
import { installRuntimeOnce, OperationRunner } from '../fixtures/operation-runner.ts';
import { until } from '../fixtures/until.ts';

/** Of temporal.api.enums.v1.PendingActivityState. */
const STARTED = 2;
/** In each the moment is met, or is missed by the order in which the server hands out what waits. */
const ROUNDS = 10;
/** As short as that of our client, which reads the history then. */
const QUERY_LIMIT_MS = 3_000;
const HEARD_MS = 60_000;
const fixture = (name: string) => fileURLToPath(new URL(`../workflows/interceptors/fixtures/${name}`, import.meta.url));
const silent = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
let directory: string;
let native: NativeConnection;

beforeAll(async () => {
  installRuntimeOnce();
  directory = mkdtempSync(join(tmpdir(), 'muster-early-query-'));
  native = await NativeConnection.connect({ address: new OperationRunner().address });
});
afterAll(async () => {
  await native.close();
  rmSync(directory, { recursive: true, force: true });
});

async function bundle(name: string, workflowInterceptorModules: string[]): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: fixture('asked-workflow.ts'),
    workflowInterceptorModules,
    logger: silent,
  });
  const path = join(directory, name);
  writeFileSync(path, code);
  return path;
}

async function makeActivities(): Promise<object> {
  const { createActivities } = (await import(fixture('asked-activities.js'))) as { createActivities(): object };
  return createActivities();
}

/**
 * Asked by a query while the worker that holds it is dead, and while the last look of that worker comes to its end: another
 * worker gets the query before the workflow task, and with the task a further update.
 */
async function meetTheMoment(codePath: string) {
  const runner = await OperationRunner.connect();
  const { client, namespace, taskQueue } = runner;
  const doomed = new SupervisedWorker(runner, undefined, {
    bundle: codePath,
    activities: fixture('asked-activities.js'),
    env: {},
  });
  const workflowId = `asked/${crypto.randomUUID()}`;
  const handle = await client.workflow.start('asked', { workflowId, taskQueue });
  const late = await handle.startUpdate('ask', { args: ['late'], waitForStage: WorkflowUpdateStage.ACCEPTED });
  const activityId = await until('the late one is asked', async () => {
    const { raw } = await handle.describe();
    return raw.pendingActivities?.find(({ state }) => state === STARTED)?.activityId ?? undefined;
  });
  const next = await createMusterWorker({
    connection: native,
    namespace,
    taskQueue,
    bundlePath: codePath,
    activities: await makeActivities(),
  });
  const running = next.run();
  try {
    await doomed.stop('SIGKILL');
    const query = client
      .withDeadline(Date.now() + QUERY_LIMIT_MS, () => handle.query('open'))
      .then(
        () => 'answered',
        (error: Error) => error.message,
      );
    await handle.describe();
    await client.activity.complete({ workflowId, activityId }, 'late');
    const ask = () => handle.executeUpdate('ask', { args: ['soon'], updateId: 'soon' });
    const soon = untilHeard(ask, Date.now() + HEARD_MS);
    const seen = await query;
    expect(await soon).toBe('soon');
    expect(await late.result()).toBe('late');
    const replayed = await Worker.runReplayHistory(
      { workflowBundle: { codePath } },
      await handle.fetchHistory(),
      workflowId,
    ).then(
      () => 'replays',
      (error: Error) => error.message,
    );
    return { seen, replayed };
  } finally {
    await handle.terminate();
    next.shutdown();
    await running;
    await runner.close();
  }
}

test('the workflows that ship refuse it', () => {
  expect(readFileSync(join(packageRoot(), 'dist/workflow-bundle.js'), 'utf8')).toContain(EARLY);
});

// Once this fails, the interceptor is not needed any more.
test('upstream: a query that comes before its workflow task leaves a history that cannot be replayed', async () => {
  const codePath = await bundle('as-is.js', []);
  for (let round = 1; ; round++) {
    const { replayed } = await meetTheMoment(codePath);
    if (replayed === 'replays' && round < ROUNDS) continue;
    expect(replayed).toContain('UpdateMachine in state AcceptCommandCreated says the transition is invalid');
    return;
  }
});

test('such a query is refused, and the history replays', async () => {
  const codePath = await bundle('mended.js', [join(packageRoot(), 'workflows/interceptors/refuse-early-query.ts')]);
  for (let round = 1; ; round++) {
    const { seen, replayed } = await meetTheMoment(codePath);
    expect(replayed).toBe('replays');
    if (seen !== EARLY && round < ROUNDS) continue;
    expect(seen).toBe(EARLY);
    return;
  }
});

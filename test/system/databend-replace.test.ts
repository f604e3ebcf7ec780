import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readMembership } from '../../activities/databend/find-leader.ts';
import { createTools } from '../../activities/tools.ts';
import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import type { OperationProgress, OperationRequest } from '../../model/operation.ts';
import type { Snapshot } from '../../sandbox/databend/snapshot.ts';
import type { SandboxOptions } from '../../sandbox/engine.ts';
import { OperationRunner, startTestWorker } from '../fixtures/operation-runner.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { until } from '../fixtures/until.ts';

type Sandbox = TestSandbox<DatabendCluster>;

const tools = createTools();
let runner: OperationRunner;
let stopWorker: () => Promise<void>;

beforeAll(async () => {
  runner = await OperationRunner.connect();
  stopWorker = await startTestWorker(runner);
});
afterAll(async () => {
  await stopWorker();
  await runner.close();
  await tools.ssh.close();
});

async function withMetas(options: Partial<SandboxOptions>, body: (sandbox: Sandbox) => Promise<void>): Promise<void> {
  const sandbox = await TestSandbox.start<DatabendCluster>({ engine: 'databend', speed: 10, ...options });
  try {
    await body(sandbox);
  } finally {
    await sandbox.stop();
  }
}

function request(
  nodes: readonly string[],
  coming: readonly string[],
  more: Partial<OperationRequest> = {},
): Partial<OperationRequest> {
  return { verb: 'replace', role: 'meta', nodes, with: coming, ...more };
}

async function leaderOf({ cluster }: Sandbox): Promise<string> {
  return await until('somebody leads', async () => (await readMembership(tools, cluster)).view.leader?.name);
}

const snapshotOf = (sandbox: Sandbox) => sandbox.control<Snapshot>('snapshot');
const idsOf = (names: readonly string[]) => names.map((name) => Number(name.split('-')[1])).sort((a, b) => a - b);

/** Each of them has these voters and no other, and nothing of it is pending. */
async function expectVoters(sandbox: Sandbox, names: readonly string[]): Promise<void> {
  const { members } = await snapshotOf(sandbox);
  for (const name of names) expect(members[name]).toMatchObject({ voters: [idsOf(names)], learners: [] });
}

function expectDone({ state, attention, failure }: OperationProgress): void {
  expect({ state, attention, failure }).toEqual({ state: 'done', attention: undefined, failure: undefined });
}

describe.concurrent('replace meta', { timeout: 170_000 }, () => {
  test('the leader and a follower, pair by pair: each new one votes before the old one goes, the leader last', async () => {
    await withMetas({ meta: 3, metaHosts: 5, queries: 1 }, async (sandbox) => {
      const leader = await leaderOf(sandbox);
      const [other = '', stays = ''] = ['meta-1', 'meta-2', 'meta-3'].filter((name) => name !== leader);
      const progress = await runner.run(sandbox.cluster, request([leader, other], ['meta-4', 'meta-5']));
      expectDone(progress);
      const done = progress.steps.map(({ id }) => id).filter((id) => /\/(joined|leave|transfer)$/.test(id));
      expect(done).toEqual([
        'meta-5/joined',
        `${other}/leave`,
        'meta-4/joined',
        `${leader}/transfer`,
        `${leader}/leave`,
      ]);
      await expectVoters(sandbox, [stays, 'meta-4', 'meta-5']);
      const { units, endpoints } = await snapshotOf(sandbox);
      for (const gone of [leader, other]) expect(units[gone]).toMatchObject({ enabled: false, active: 'inactive' });
      expect(units['meta-4']).toMatchObject({ enabled: true, serves: true });
      expect(endpoints['query-1']).toHaveLength(3);
    });
  });

  test('a dead one leaves first', async () => {
    await withMetas({ meta: 3, metaHosts: 4 }, async (sandbox) => {
      const leader = await leaderOf(sandbox);
      const [dead = '', stays = ''] = ['meta-1', 'meta-2', 'meta-3'].filter((name) => name !== leader);
      await sandbox.control('kill', { node: dead });
      const progress = await runner.run(sandbox.cluster, request([dead], ['meta-4'], { lost: true }));
      expectDone(progress);
      const done = progress.steps.map(({ id }) => id).filter((id) => /\/(joined|leave|left)$/.test(id));
      expect(done).toEqual([`${dead}/leave`, `${dead}/left`, 'meta-4/joined']);
      await expectVoters(sandbox, [leader, stays, 'meta-4']);
    });
  });

  test('an undo before the leave takes the new one out again, and the lists back', async () => {
    await withMetas({ meta: 3, metaHosts: 4, queries: 1 }, async (sandbox) => {
      const { endpoints, files } = await snapshotOf(sandbox);
      const leader = await leaderOf(sandbox);
      const [old = '', other = ''] = ['meta-1', 'meta-2', 'meta-3'].filter((name) => name !== leader);
      const handle = await runner.start(sandbox.cluster, request([old], ['meta-4']));
      await until(
        'the new one is in the lists',
        async () => {
          const { steps } = (await handle.query('progress')) as OperationProgress;
          return steps.some(({ id, state }) => id === 'meta-4/endpoints-of-query-1' && state === 'done');
        },
        120_000,
      );
      await handle.executeUpdate('undo', { args: [{ by: 'test@here' }] });
      const progress = await runner.finish(handle);
      expect({ state: progress.state, attention: progress.attention }).toEqual({
        state: 'undone',
        attention: undefined,
      });
      await expectVoters(sandbox, [leader, old, other]);
      const after = await snapshotOf(sandbox);
      expect(after.units['meta-4']).toMatchObject({ serves: false });
      expect(after.endpoints).toEqual(endpoints);
      for (const name of [leader, old, other, 'query-1']) {
        expect(after.files[name]?.filter((file) => file.includes('.toml'))).toEqual(
          files[name]?.filter((file) => file.includes('.toml')),
        );
      }
    });
  });
});

import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readMembership } from '../../activities/databend/find-leader.ts';
import { type DatabendCluster, metasOf } from '../../model/databend/cluster-spec.ts';
import type { OperationProgress, OperationRequest } from '../../model/operation.ts';
import type { Snapshot } from '../../sandbox/databend/snapshot.ts';
import { give } from '../fixtures/scripted-world.ts';
import { hookByOperation } from '../fixtures/hook-before.ts';
import type { TestSandbox } from '../fixtures/test-sandbox.ts';
import { until } from '../fixtures/until.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { useTools } from '../fixtures/use-tools.ts';
import { withDatabend } from '../fixtures/with-sandbox.ts';

type Sandbox = TestSandbox<DatabendCluster>;

const { before, hook } = hookByOperation();

const tools = useTools();
const runner = useRunner({ faults: [hook] });

/** At half of the pace that is usual here. */
const withMetas: typeof withDatabend = async (options, body) => await withDatabend({ speed: 10, ...options }, body);

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

/** As a person would, by hand. */
async function handOver(sandbox: Sandbox, to: string): Promise<void> {
  const leader = await leaderOf(sandbox);
  const node = metasOf(sandbox.cluster).find(({ alias }) => alias === leader) ?? expect.fail(leader);
  if (leader !== to) {
    const at = `http://${node.host}:${node.ports.admin}/v1/ctrl/trigger_transfer_leader?to=${idsOf([to])[0]}`;
    expect((await fetch(at)).status).toBe(200);
  }
  await until(`${to} leads`, async () => (await leaderOf(sandbox)) === to);
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

describe.concurrent('replace meta', { timeout: 400_000 }, () => {
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
      const { units } = await snapshotOf(sandbox);
      for (const gone of [leader, other]) expect(units[gone]).toMatchObject({ enabled: false, active: 'inactive' });
      expect(units['meta-4']).toMatchObject({ enabled: true, serves: true });
      // It asks the members every so often.
      await until('the Query node goes by those that stay', async () => {
        const { endpoints } = await snapshotOf(sandbox);
        return endpoints['query-1']?.length === 3;
      });
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

  test('an undo right before the leave takes the new one out again, although it leads by then, and the lists back', async () => {
    await withMetas({ meta: 3, metaHosts: 4, queries: 1 }, async (sandbox) => {
      const { endpoints, files } = await snapshotOf(sandbox);
      const old = await leaderOf(sandbox);
      const handle = await runner.start(sandbox.cluster, request([old], ['meta-4']));
      before.set(`${handle.workflowId} ${old}/leave:plan`, async () => {
        await handOver(sandbox, 'meta-4');
        await give(handle, 'undo');
      });
      const progress = await runner.finish(handle);
      const { state, attention, failure } = progress;
      expect({ state, attention, failure }).toEqual({ state: 'undone', attention: undefined, failure: undefined });
      await expectVoters(sandbox, ['meta-1', 'meta-2', 'meta-3']);
      const after = await snapshotOf(sandbox);
      expect(after.units['meta-4']).toMatchObject({ serves: false });
      await until('the Query node goes by the old ones', async () => {
        const now = await snapshotOf(sandbox);
        return isDeepStrictEqual(now.endpoints, endpoints);
      });
      for (const name of ['meta-1', 'meta-2', 'meta-3', 'query-1']) {
        expect(after.files[name]?.filter((file) => file.includes('.toml'))).toEqual(
          files[name]?.filter((file) => file.includes('.toml')),
        );
      }
    });
  });
});

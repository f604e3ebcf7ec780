import { frontendsOf } from '../../model/starrocks/cluster-spec.ts';
import { describe, expect, test } from 'vitest';
import { readMembership } from '../../activities/starrocks/read-membership.ts';
import { createTools } from '../../activities/tools.ts';
import type { OperationProgress, OperationRequest } from '../../model/operation.ts';
import { type NodeState, clearMeta, nodesOf, retiredMetaOf } from '../fixtures/cluster-state.ts';
import type { TestSandbox } from '../fixtures/test-sandbox.ts';
import { until } from '../fixtures/until.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { withSandbox } from '../fixtures/with-sandbox.ts';

const runner = useRunner();

function remove(
  { cluster }: TestSandbox,
  nodes: readonly string[],
  request: Partial<OperationRequest> = {},
): Promise<OperationProgress> {
  return runner.run(cluster, { verb: 'remove', nodes, ...request });
}

/** Neither a member nor a process nor a meta directory that a start would go on from. */
function expectGone(sandbox: TestSandbox, nodes: readonly NodeState[], name: string): void {
  expect(nodes.find((node) => node.name === name)).toMatchObject({ registered: false, state: 'stopped' });
  expect(retiredMetaOf(sandbox, name)).toMatchObject({ inPlace: false, retired: 1 });
}

describe.concurrent('remove', { timeout: 240_000 }, () => {
  test('takes out a follower, its process and its meta; the others go on', async () => {
    await withSandbox({ hosts: 3, frontends: 3 }, async (sandbox) => {
      const progress = await remove(sandbox, ['fe-3']);
      expect(progress).toMatchObject({ state: 'done' });
      const nodes = await nodesOf(sandbox);
      expectGone(sandbox, nodes, 'fe-3');
      expect(nodes.filter(({ state, alive }) => alive && state === 'serving').map(({ name }) => name)).toEqual([
        'fe-1',
        'fe-2',
      ]);
      const drop = progress.steps.find(({ id }) => id === 'fe-3/drop');
      expect(drop?.evidence?.[0]).toMatchObject({
        action: { statement: expect.stringMatching(/^ALTER SYSTEM DROP FOLLOWER '/) },
        answer: 'OK; gone from SHOW FRONTENDS',
      });
      expect(progress.steps.find(({ id }) => id === 'fe-3/gone')?.note).toBe('gone from the list of fe-1, fe-2');
    });
  });

  test('takes out the leader: it is stopped, another one leads and drops it', async () => {
    await withSandbox({ hosts: 3, frontends: 3 }, async (sandbox) => {
      const progress = await remove(sandbox, ['fe-1']);
      expect(progress).toMatchObject({ state: 'done' });
      const nodes = await nodesOf(sandbox);
      expectGone(sandbox, nodes, 'fe-1');
      expect(nodes.filter(({ role }) => role === 'LEADER')).toHaveLength(1);
      const down = progress.steps.find(({ id }) => id === 'fe-1/stand-down');
      expect(down?.evidence?.[0]?.action).toMatchObject({ command: expect.stringMatching(/^kill -s USR1 \d+$/) });
    });
  });

  test('takes out an observer by its role', async () => {
    await withSandbox({ hosts: 3, frontends: 3 }, async (sandbox) => {
      await turnIntoObserver(sandbox, 'fe-3');
      const file = {
        ...sandbox.cluster,
        nodes: sandbox.cluster.nodes.map((node) =>
          node.alias === 'fe-3' ? { ...node, observer: true as const } : node,
        ),
      };
      const progress = await runner.run(file, { verb: 'remove', nodes: ['fe-3'] });
      expect(progress).toMatchObject({ state: 'done' });
      expect(progress.steps.find(({ id }) => id === 'fe-3/drop')?.evidence?.[0]?.action).toMatchObject({
        statement: expect.stringMatching(/^ALTER SYSTEM DROP OBSERVER '/),
      });
      expectGone(sandbox, await nodesOf(sandbox), 'fe-3');
    });
  });

  test('takes out two of three with the leader among them: leadership comes to the one that stays first', async () => {
    await withSandbox({ hosts: 3, frontends: 3 }, async (sandbox) => {
      const progress = await remove(sandbox, ['fe-1', 'fe-2']);
      expect(progress).toMatchObject({ state: 'done' });
      const nodes = await nodesOf(sandbox);
      expectGone(sandbox, nodes, 'fe-1');
      expectGone(sandbox, nodes, 'fe-2');
      expect(nodes.find(({ name }) => name === 'fe-3')).toMatchObject({ role: 'LEADER', state: 'serving' });
      const drops = progress.steps.filter(({ id }) => id.endsWith('/drop')).map(({ id }) => id);
      expect([...drops].sort()).toEqual(['fe-1/drop', 'fe-2/drop']);
    });
  });

  test('takes out the dead voter of a pair before its leader is gone', async () => {
    // At the product's own pace: its 40 s are what there is to do it in.
    await withSandbox({ hosts: 3, frontends: 2, speed: 1 }, async (sandbox) => {
      await sandbox.control('kill', { node: 'fe-2' });
      const progress = await remove(sandbox, ['fe-2'], { lost: true });
      expect(progress).toMatchObject({ state: 'done' });
      const [leader, dead] = await nodesOf(sandbox);
      expect(leader).toMatchObject({ role: 'LEADER', state: 'serving' });
      expect(dead).toMatchObject({ registered: false });
      expect(progress.steps.find(({ id }) => id === 'fe-2/left')?.evidence?.[0]).toMatchObject({
        action: { kind: 'nothing' },
        answer: 'left as it is',
      });
    });
  });

  test('is what status says of a pair whose leader no longer lists its frontends', async () => {
    await withSandbox({ hosts: 3, frontends: 2, speed: 2 }, async (sandbox) => {
      await sandbox.control('kill', { node: 'fe-2' });
      const tools = createTools();
      try {
        await expect(readMembership(tools, sandbox.cluster)).rejects.toMatchObject({
          code: 'NO_QUORUM',
          hint: 'muster remove fe-2 --lost',
        });
      } finally {
        await tools.ssh.close();
      }
    });
  });

  test('takes out a lost frontend that the cluster file does not know, by its handle', async () => {
    await withSandbox({ hosts: 3, frontends: 3 }, async (sandbox) => {
      await sandbox.control('kill', { node: 'fe-3' });
      const gone = frontendsOf(sandbox.cluster)[2];
      const file = { ...sandbox.cluster, nodes: sandbox.cluster.nodes.slice(0, 2) };
      const handle = `${gone?.host}:${gone?.ports.editLog}`;
      const progress = await runner.run(file, { verb: 'remove', nodes: [handle], lost: true });
      expect(progress).toMatchObject({ state: 'done' });
      expect((await nodesOf(sandbox))[2]).toMatchObject({ registered: false });
    });
  });

  test('reads again after the reply of the DROP was lost', async () => {
    await withSandbox({ hosts: 3, frontends: 3 }, async (sandbox) => {
      await sandbox.control('fault', { name: 'lose-reply', pattern: 'DROP FOLLOWER', count: 1 });
      const progress = await remove(sandbox, ['fe-3']);
      expect(progress).toMatchObject({ state: 'done' });
      expect(progress.steps.find(({ id }) => id === 'fe-3/drop')?.evidence?.[0]).toMatchObject({
        answer: 'not registered',
      });
      expectGone(sandbox, await nodesOf(sandbox), 'fe-3');
    });
  });

  test('goes on when the leader dies between two steps', async () => {
    await withSandbox({ hosts: 5, frontends: 5 }, async (sandbox) => {
      await sandbox.control('fault', { name: 'delay', node: 'fe-1', pattern: 'DROP FOLLOWER', seconds: 100 });
      const handle = await runner.start(sandbox.cluster, { verb: 'remove', nodes: ['fe-5'] });
      await until('the DROP is sent', async () => {
        const { steps } = (await handle.query('progress')) as OperationProgress;
        return steps.some(({ id, state }) => id === 'fe-5/drop' && state === 'running');
      });
      await sandbox.control('kill', { node: 'fe-1' });
      expect(await handle.result()).toMatchObject({ state: 'done' });
      expectGone(sandbox, await nodesOf(sandbox), 'fe-5');
    });
  });
});

async function turnIntoObserver(sandbox: TestSandbox, name: string): Promise<void> {
  const [first] = frontendsOf(sandbox.cluster);
  const node = frontendsOf(sandbox.cluster).find(({ alias }) => alias === name);
  const address = `${node?.host}:${node?.ports.editLog}`;
  await sandbox.control('sql', { statement: `ALTER SYSTEM DROP FOLLOWER '${address}'` });
  await sandbox.control('stop', { node: name });
  clearMeta(sandbox, name);
  await sandbox.control('sql', { statement: `ALTER SYSTEM ADD OBSERVER '${address}'` });
  await sandbox.control('start', { node: name, helper: `${first?.host}:${first?.ports.editLog}` });
  await until('the observer serves', async () =>
    (await nodesOf(sandbox)).some((one) => one.name === name && one.alive && one.state === 'serving'),
  );
}

import { describe, expect, test } from 'vitest';
import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import type { OperationProgress } from '../../model/operation.ts';
import type { Snapshot } from '../../sandbox/databend/snapshot.ts';
import { hookByOperation } from '../fixtures/hook-before.ts';
import { give } from '../fixtures/scripted-world.ts';
import type { TestSandbox } from '../fixtures/test-sandbox.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { withDatabend } from '../fixtures/with-sandbox.ts';

type Sandbox = TestSandbox<DatabendCluster>;

const { before, hook } = hookByOperation();

const runner = useRunner({ faults: [hook] });

/** The machine and not only its node: nobody answers there, SSH neither. */
async function takeDown(sandbox: Sandbox, host: string): Promise<void> {
  await sandbox.control('kill', { node: host });
  await sandbox.control('fault', { name: 'ssh-refuse', node: host });
}

async function bringBack(sandbox: Sandbox, host: string): Promise<void> {
  await sandbox.control('cure', { name: 'ssh-refuse', node: host });
  await sandbox.control('start', { node: host });
}

const snapshotOf = (sandbox: Sandbox) => sandbox.control<Snapshot>('snapshot');
const textOf = ({ files }: Snapshot, host: string) =>
  files[host]?.find((file) => file.startsWith('etc/databend/')) ?? 'none';
const idsOf = ({ steps }: OperationProgress) => steps.map(({ id }) => id);

/** What a person reads who looks at it at night. */
function expectHeldAt({ state, attention }: OperationProgress, step: string, host: string): void {
  expect(state, JSON.stringify(attention)).toBe('needs attention');
  expect(attention).toMatchObject({ step, verbs: expect.arrayContaining(['retry', 'skip']) });
  expect(attention?.failure.message).toContain(host);
  expect(attention?.skippable).toBeDefined();
}

describe('a host that is down holds the operation where it is needed, and nowhere else', { timeout: 400_000 }, () => {
  test('of a peer, then of a Query node, while one is added: what is back is written, what is skipped is left alone', async () => {
    await withDatabend({ meta: 3, metaHosts: 4, queries: 2, autoSync: 0 }, async (sandbox) => {
      const old = await snapshotOf(sandbox);
      const addressOf = (name: string) => sandbox.info.hostsList.find((host) => host.name === name)?.address ?? name;
      const handle = await runner.start(sandbox.cluster, { verb: 'add', role: 'meta', nodes: ['meta-4'] });
      before.set(`${handle.workflowId} meta-4/join-of-meta-2:plan`, () => takeDown(sandbox, 'meta-2'));
      before.set(`${handle.workflowId} meta-4/endpoints-of-query-1:plan`, () => takeDown(sandbox, 'query-1'));

      expectHeldAt(await runner.finish(handle), 'meta-4/join-of-meta-2', addressOf('meta-2'));
      expect((await snapshotOf(sandbox)).members['meta-1']).toMatchObject({ voters: [[1, 2, 3, 4]] });
      await bringBack(sandbox, 'meta-2');
      await give(handle, 'retry');

      expectHeldAt(await runner.finish(handle), 'meta-4/endpoints-of-query-1', addressOf('query-1'));
      await give(handle, 'skip');
      const progress = await runner.finish(handle);
      expect(progress, JSON.stringify(progress.attention)).toMatchObject({ state: 'done' });

      // Nothing more was asked of the host that is down, and all of the one that is not.
      expect(idsOf(progress).filter((id) => id.endsWith('query-1'))).toEqual(['meta-4/endpoints-of-query-1']);
      expect(progress.steps.find(({ id }) => id === 'meta-4/endpoints-of-query-1')).toMatchObject({ state: 'skipped' });
      expect(idsOf(progress).filter((id) => id.endsWith('query-2'))).toEqual([
        'meta-4/endpoints-of-query-2',
        'meta-4/look-at-query-2',
        'meta-4/restart-query-2',
        'meta-4/query-query-2',
      ]);
      await sandbox.control('cure', { name: 'ssh-refuse', node: 'query-1' });
      const after = await snapshotOf(sandbox);
      expect(textOf(after, 'meta-2')).toContain('"<net>.4:28004"');
      expect(textOf(after, 'query-1')).toBe(textOf(old, 'query-1'));
      expect(after.endpoints['query-2']).toHaveLength(4);
    });
  });

  test('of a Query node while an add is undone: a person goes past it, and everything else is taken back', async () => {
    await withDatabend({ meta: 1, metaHosts: 2, queries: 1, autoSync: 0 }, async (sandbox) => {
      const { members } = await snapshotOf(sandbox);
      const handle = await runner.start(sandbox.cluster, { verb: 'add', role: 'meta', nodes: ['meta-2'] });
      before.set(`${handle.workflowId} meta-2/look-at-query-1`, async () => {
        await takeDown(sandbox, 'query-1');
        await give(handle, 'undo');
      });
      expectHeldAt(await runner.finish(handle), 'meta-2/undo-endpoints-back-query-1', '.101:');
      await give(handle, 'skip');
      const progress = await runner.finish(handle);
      expect(progress, JSON.stringify(progress.attention)).toMatchObject({ state: 'undone' });
      expect(idsOf(progress)).not.toContain('meta-2/undo-refresh-query-1');
      const after = await snapshotOf(sandbox);
      expect(after.members).toEqual(members);
      expect(after.units['meta-2']).toMatchObject({ enabled: false, serves: false });
    });
  });

  test('of a Query node behind the point of no return: a person goes past it, and the next one is still written', async () => {
    await withDatabend({ meta: 3, queries: 2, autoSync: 0 }, async (sandbox) => {
      const remove = { verb: 'remove', role: 'meta', nodes: ['meta-3'] } as const;
      const planned = await runner.run(sandbox.cluster, { ...remove, mode: 'plan' });
      // Started after its file was written, it reads no later list by itself.
      expect(planned.steps.find(({ id }) => id === 'meta-3/restart-query-1')?.actions).toHaveLength(1);
      const handle = await runner.start(sandbox.cluster, remove);
      before.set(`${handle.workflowId} meta-3/look-at-query-1`, () => takeDown(sandbox, 'query-1'));
      const held = await runner.finish(handle);
      expectHeldAt(held, 'meta-3/look-at-query-1', '.101:');
      await give(handle, 'skip');
      const progress = await runner.finish(handle);
      expect(progress, JSON.stringify(progress.attention)).toMatchObject({ state: 'done' });
      expect(idsOf(progress)).not.toContain('meta-3/restart-query-1');
      const { endpoints, units } = await snapshotOf(sandbox);
      expect(endpoints['query-2']).toHaveLength(2);
      expect(units['meta-3']).toMatchObject({ enabled: false, active: 'inactive' });
    });
  });
});

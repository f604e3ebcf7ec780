import { expect, test } from 'vitest';
import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import type { Snapshot } from '../../sandbox/databend/snapshot.ts';
import { give } from '../fixtures/scripted-world.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { untilLearner } from '../fixtures/until-learner.ts';
import { untilStep } from '../fixtures/until-step.ts';
import { useRunner } from '../fixtures/use-runner.ts';

const runner = useRunner();

test('an add of one that was a member before leaves it as it is, and so does its undo', {
  timeout: 400_000,
}, async () => {
  const sandbox = await TestSandbox.start<DatabendCluster>({
    engine: 'databend',
    meta: 3,
    metaHosts: 4,
    queries: 1,
    speed: 20,
  });
  try {
    const read = async () => {
      const { members, files } = await sandbox.control<Snapshot>('snapshot');
      // Beside it an export is left.
      const written = (node: string) => files[node]?.filter((file) => file.startsWith('etc/'));
      return { members, member: written('meta-3'), peer: written('meta-1'), query: written('query-1') };
    };
    const { member, peer, query } = await read();
    const alone = await runner.run(sandbox.cluster, { verb: 'add', role: 'meta', nodes: ['meta-3'] });
    expect(alone).toMatchObject({ state: 'done' });
    const changed = alone.steps.flatMap(({ id, state }) => (state === 'done' ? [id] : []));
    expect(changed).toContain('meta-3/replicated');
    expect(changed.filter((id) => /package|unit|config|start|promote/.test(id))).toEqual([]);
    expect(await read()).toMatchObject({ member, peer, query });

    await sandbox.control('data', { keys: 3000 });
    await sandbox.control('fault', { name: 'slow-catch-up', node: 'meta-4', factor: 100_000 });
    const both = await runner.start(sandbox.cluster, { verb: 'add', role: 'meta', nodes: ['meta-3', 'meta-4'] });
    await untilStep(both, 'meta-4/caught-up', 'running', 150_000);
    await untilLearner(sandbox, 4);
    await give(both, 'undo');
    expect(await runner.finish(both)).toMatchObject({ state: 'undone' });
    const after = await read();
    expect(after.members['meta-3']).toMatchObject({ voters: [[1, 2, 3]] });
    expect(after.member).toEqual(member);
    expect(after.query).toEqual(query);
  } finally {
    await sandbox.stop();
  }
});

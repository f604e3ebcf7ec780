import { expect, test } from 'vitest';
import { readMembership } from '../../../activities/databend/find-leader.ts';
import { createMetas } from '../../../activities/databend/metas.ts';
import { type DatabendCluster, metaHandle, metasOf } from '../../../model/databend/cluster-spec.ts';
import type { ChangeActivity, ChangeResult } from '../../../model/step.ts';
import type { Snapshot } from '../../../sandbox/databend/snapshot.ts';
import { until } from '../../fixtures/until.ts';
import { useSandbox } from '../../fixtures/use-sandbox.ts';
import { useTools } from '../../fixtures/use-tools.ts';

const sandbox = useSandbox<DatabendCluster>({ engine: 'databend', meta: 3, metaHosts: 4, speed: 10 });
const tools = useTools();

const metas = createMetas(tools);

async function change<Input>(activity: ChangeActivity<Input>, input: Input): Promise<ChangeResult> {
  return await activity.perform(input, await activity.plan(input));
}

/** The sets of a node's configuration, which no status tells one from the other. */
async function setsOf(name: string): Promise<unknown> {
  return (await sandbox.control<Snapshot>('snapshot')).members[name];
}

test('a join that was cut short for lack of a majority is brought to its end by a leave of nobody, and is not repeated', async () => {
  const { cluster } = sandbox;
  const { view } = await until('somebody leads', async () => {
    const seen = await readMembership(tools, cluster);
    return seen.view.leader !== undefined && seen;
  });
  const leader = view.leader?.name ?? expect.fail('nobody leads');
  const dead = ['meta-2', 'meta-3'].find((name) => name !== leader) ?? 'meta-3';
  const at = { cluster, node: 'meta-4' };
  await change(metas.place, at);
  await change(metas.writeUnit, at);
  const members = metasOf(cluster)
    .filter(({ alias }) => alias !== 'meta-4')
    .map(metaHandle);
  await change(metas.configure, { ...at, members });
  await change(metas.makeDirectories, at);

  // With one of three dead the new set of four needs the joiner itself, which takes over nothing.
  await sandbox.control('data', { keys: 3000 });
  await sandbox.control('fault', { name: 'slow-catch-up', node: 'meta-4', factor: 100_000 });
  await sandbox.control('kill', { node: dead });
  await change(metas.start, at);
  await until('the leader has proposed what it cannot commit', async () => {
    // The record of the joiner comes first, and is committed: a look between would take it for the change itself.
    const { records } = (await setsOf(leader)) as { readonly records: readonly string[] };
    if (!records.some((record) => record.startsWith('4='))) return false;
    const { answers } = await readMembership(tools, cluster);
    const status = answers.find(({ name }) => name === leader)?.status;
    return status !== undefined && status.lastLogIndex > status.applied.index;
  });
  await sandbox.control('kill', { node: 'meta-4' });
  await sandbox.control('start', { node: dead });
  const joint = [
    [1, 2, 3],
    [1, 2, 3, 4],
  ];
  await until('the first half of it is committed', async () => {
    const { voters } = (await setsOf(leader)) as { readonly voters: unknown };
    return JSON.stringify(voters) === JSON.stringify(joint);
  });

  // It looks complete, and is not.
  expect((await readMembership(tools, cluster)).view.told[0]?.voters).toEqual([1, 2, 3, 4]);
  expect(await change(metas.completeChange, at)).toMatchObject({
    evidence: [{ answer: expect.stringMatching(/^exit 0/) }],
  });
  expect(await setsOf(leader)).toMatchObject({ voters: [[1, 2, 3, 4]], learners: [] });
});

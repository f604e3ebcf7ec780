import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type DatabendCluster, metasOf, queriesOf } from '../../model/databend/cluster-spec.ts';
import type { Snapshot } from '../../sandbox/databend/snapshot.ts';
import { hookByOperation } from '../fixtures/hook-before.ts';
import { give } from '../fixtures/scripted-world.ts';
import type { TestSandbox } from '../fixtures/test-sandbox.ts';
import { untilLearner } from '../fixtures/until-learner.ts';
import { untilStep } from '../fixtures/until-step.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { withDatabend } from '../fixtures/with-sandbox.ts';

const { before, hook } = hookByOperation();

const runner = useRunner({ faults: [hook] });

/** Of a busy machine. */
const PATIENCE_MS = 150_000;

type Sandbox = TestSandbox<DatabendCluster>;

const add = (...nodes: readonly string[]) => ({ verb: 'add', role: 'meta', nodes }) as const;
const snapshotOf = (sandbox: Sandbox) => sandbox.control<Snapshot>('snapshot');

test('three hosts with nothing on them become a group, and the first one no longer says that it is alone', {
  timeout: 400_000,
}, async () => {
  await withDatabend({ meta: 0, metaHosts: 3, queryHosts: 1 }, async (sandbox) => {
    const query = queriesOf(sandbox.cluster)[0]?.file ?? '';
    mkdirSync(dirname(query), { recursive: true });
    writeFileSync(query, '# of somebody\n[meta]\nendpoints = ["127.0.0.1:9191"]\n');
    const deploy = { verb: 'deploy', role: 'meta', nodes: [] } as const;
    const planned = await runner.run(sandbox.cluster, { ...deploy, mode: 'plan' });
    expect(planned.steps.filter(({ state }) => state === 'failed')).toEqual([]);
    expect(planned).toMatchObject({ state: 'planned' });
    expect(await runner.run(sandbox.cluster, deploy)).toMatchObject({ state: 'done' });
    const { members, files } = await snapshotOf(sandbox);
    const everyone = { voters: [[1, 2, 3]], learners: [] };
    expect(members).toMatchObject({ 'meta-1': everyone, 'meta-2': everyone, 'meta-3': everyone });
    const first = files['meta-1']?.find((file) => file.startsWith('etc/databend/databend-meta.toml\n')) ?? '';
    expect(first).toMatch(/^single = false$/m);
    expect(first).toContain('"<net>.2:28004"');
    expect(first).toContain('"<net>.3:28004"');
    const list = readFileSync(query, 'utf8');
    for (const node of metasOf(sandbox.cluster)) expect(list).toContain(`"${node.host}:9191"`);
    // Where something runs there is nothing to deploy.
    const again = await runner.run(sandbox.cluster, { ...deploy, mode: 'plan' });
    expect(again).toMatchObject({ state: 'refused' });
  });
});

test('an undo at the very end of a deployment leaves the hosts as they were, and the lists of Query nodes', {
  timeout: 400_000,
}, async () => {
  await withDatabend({ meta: 0, metaHosts: 2, queryHosts: 1 }, async (sandbox) => {
    const file = queriesOf(sandbox.cluster)[0]?.file ?? '';
    mkdirSync(dirname(file), { recursive: true });
    const text = '# of somebody\n[meta]\nendpoints = [] # nobody yet\n';
    writeFileSync(file, text);
    const handle = await runner.start(sandbox.cluster, { verb: 'deploy', role: 'meta', nodes: [] });
    before.set(`${handle.workflowId} query-1/refresh:plan`, async () => {
      for (const node of metasOf(sandbox.cluster)) expect(readFileSync(file, 'utf8')).toContain(`"${node.host}:9191"`);
      await give(handle, 'undo');
    });
    const progress = await runner.finish(handle);
    expect(progress.state, JSON.stringify(progress.attention)).toBe('undone');
    expect(readFileSync(file, 'utf8')).toBe(text);
    const { members, units } = await snapshotOf(sandbox);
    expect(members).toEqual({});
    for (const unit of Object.values(units)) expect(unit).toMatchObject({ serves: false });
    for (const { name, root } of sandbox.info.hostsList.filter((host) => host.name.startsWith('meta'))) {
      const left = ['etc/databend/databend-meta.toml', 'usr/bin/databend-meta', 'var/lib/databend/raft'].filter(
        (path) => existsSync(join(root, path)),
      );
      expect(left, name).toEqual([]);
    }
  });
});

test('a voter that dies while it joins a single one is started again; what was abandoned as a learner goes on', {
  timeout: 500_000,
}, async () => {
  await withDatabend({ meta: 1, metaHosts: 3 }, async (sandbox) => {
    await sandbox.control('data', { keys: 3000 });
    await sandbox.control('fault', { name: 'slow-catch-up', node: 'meta-2', factor: 100_000 });
    const first = await runner.start(sandbox.cluster, add('meta-2'));
    await untilStep(first, 'meta-2/caught-up', 'running', PATIENCE_MS);
    await untilLearner(sandbox, 2);
    await give(first, 'abandon');
    expect(await runner.finish(first)).toMatchObject({ state: 'abandoned' });
    expect((await snapshotOf(sandbox)).members).toMatchObject({ 'meta-1': { voters: [[1]], learners: [2] } });
    await sandbox.control('cure', { name: 'slow-catch-up' });

    // Running as a learner it is adopted; the restart that makes it a voter is the one that fails.
    const id = crypto.randomUUID();
    before.set(`test/${id} meta-2/promote:perform`, async () => {
      await sandbox.control('fault', { name: 'crash-on-start', node: 'meta-2' });
    });
    const second = await runner.start(sandbox.cluster, { ...add('meta-2'), id });
    const held = await runner.finish(second);
    expect(held.attention?.step).toMatch(/^meta-2\/(?:promote|joined|rescue)$/);
    expect(held.steps.some(({ id }) => id === 'meta-2/rescue')).toBe(true);
    await sandbox.control('cure', { name: 'crash-on-start' });
    await give(second, 'retry');
    expect(await runner.finish(second)).toMatchObject({ state: 'done' });
    const { members } = await snapshotOf(sandbox);
    expect(members).toMatchObject({ 'meta-1': { voters: [[1, 2]] }, 'meta-2': { voters: [[1, 2]] } });

    // A reused id, a foreign address: nothing is begun.
    const used = metasOf(sandbox.cluster).map((node) => (node.alias === 'meta-3' ? { ...node, id: 2 } : node));
    const reused = await runner.run(
      { ...sandbox.cluster, nodes: used.filter(({ alias }) => alias !== 'meta-2') },
      { ...add('meta-3'), mode: 'plan' },
    );
    expect(reused).toMatchObject({ state: 'refused' });
    expect(refusals(reused)).toContain('raft-id');
  });
});

type Progress = Awaited<ReturnType<typeof runner.run>>;

function refusals({ steps }: Progress): readonly string[] {
  return steps.flatMap(({ findings = [] }) =>
    findings.filter(({ severity }) => severity === 'refusal').map(({ gate }) => gate),
  );
}

test('the gates of the new host refuse, each for its own reason, before anything is changed', {
  timeout: 400_000,
}, async () => {
  await withDatabend({ meta: 1, metaHosts: 5 }, async (sandbox) => {
    const rootOf = (name: string) => sandbox.info.hostsList.find((host) => host.name === name)?.root ?? '';
    const before = await snapshotOf(sandbox);
    await sandbox.control('fault', { name: 'busy-raft-port', node: 'meta-2' });
    await sandbox.control('fault', { name: 'raft-dir-denied', node: 'meta-3' });
    const units = join(rootOf('meta-3'), 'etc/systemd/system');
    mkdirSync(units, { recursive: true });
    writeFileSync(
      join(units, 'databend-meta.service'),
      '[Service]\nUser=databend\nExecStart=/opt/other/databend-meta\n',
    );
    const data = join(rootOf('meta-4'), 'var/lib/databend/raft/df_meta');
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, 'VERSION'), 'of somebody\n');
    const nodes = sandbox.cluster.nodes.map((node) => {
      if (node.role !== 'meta') return node;
      if (node.alias === 'meta-4') return { ...node, user: 'nobody-here', package: '/nowhere/databend.tar.gz' };
      return node.alias === 'meta-5' ? { ...node, host: 'localhost' } : node;
    });
    const cluster: DatabendCluster = { ...sandbox.cluster, version: '1.2.700', nodes };
    const planned = await runner.run(cluster, { ...add('meta-2', 'meta-3', 'meta-4', 'meta-5'), mode: 'plan' });
    expect(planned).toMatchObject({ state: 'refused' });
    const of = (node: string) => {
      const step = planned.steps.find(({ id }) => id === `${node}/host`);
      return (step?.findings ?? []).filter(({ severity }) => severity === 'refusal').map(({ gate }) => gate);
    };
    expect(of('meta-2')).toEqual(expect.arrayContaining(['raft-ports', 'meta-versions']));
    expect(of('meta-3')).toEqual(expect.arrayContaining(['unit', 'raft-dir']));
    expect(of('meta-4')).toEqual(expect.arrayContaining(['service-user', 'package', 'raft-dir']));
    expect(of('meta-5')).toEqual(expect.arrayContaining(['advertised']));
    expect((await snapshotOf(sandbox)).members['meta-1']).toEqual(before.members['meta-1']);
    expect(existsSync(join(rootOf('meta-2'), 'usr/bin/databend-meta'))).toBe(false);
  });
});

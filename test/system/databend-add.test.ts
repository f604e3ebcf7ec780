import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type DatabendCluster, queriesOf } from '../../model/databend/cluster-spec.ts';
import { showPlan } from '../../client/screens/plan.ts';
import type { OperationProgress } from '../../model/operation.ts';
import type { Snapshot } from '../../sandbox/databend/snapshot.ts';
import { VIEW } from '../client/screens/examples.ts';
import { give } from '../fixtures/scripted-world.ts';
import type { TestSandbox } from '../fixtures/test-sandbox.ts';
import { untilLearner } from '../fixtures/until-learner.ts';
import { untilStep } from '../fixtures/until-step.ts';
import { until } from '../fixtures/until.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { withDatabend } from '../fixtures/with-sandbox.ts';

const runner = useRunner();

/** Of a busy machine. */
const PATIENCE_MS = 150_000;

type Sandbox = TestSandbox<DatabendCluster>;

const add = (...nodes: readonly string[]) => ({ verb: 'add', role: 'meta', nodes }) as const;
const snapshotOf = (sandbox: Sandbox) => sandbox.control<Snapshot>('snapshot');
const textOf = ({ files }: Snapshot, host: string) =>
  files[host]?.find((file) => file.startsWith('etc/databend/')) ?? 'none';

/** As the screen shows it, without what differs between two sandboxes; told before lines are broken by their length. */
function tellPlan({ info }: Sandbox, progress: OperationProgress): string {
  const network = info.hostsList[0]?.address.replace(/\.\d+$/, '') ?? '';
  const text = JSON.stringify(progress)
    .replaceAll(info.dir, '/sandbox')
    .replaceAll(`${network}.`, '10.0.0.')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<run>')
    .replaceAll(/\b[0-9a-f]{12}(?=\.tar|[0-9a-f]{52})/g, '<digest>')
    .replaceAll(/"bytes":\d+/g, '"bytes":441')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-11-22T01:00:00.000Z');
  return showPlan(JSON.parse(text) as OperationProgress, VIEW)
    .join('\n')
    .replaceAll(/[0-9a-f]{12}…/g, '<digest>…')
    .replaceAll(/<digest>[0-9a-f]*…/g, '<digest>…');
}

test('two join a single one, one after the other; peers and Query nodes hear of it', { timeout: 400_000 }, async () => {
  await withDatabend({ meta: 1, metaHosts: 3, queries: 1 }, async (sandbox) => {
    const planned = await runner.run(sandbox.cluster, { ...add('meta-2'), mode: 'plan' });
    await expect(`${tellPlan(sandbox, planned)}\n`).toMatchFileSnapshot('golden/plan-add-meta.txt');
    const progress = await runner.run(sandbox.cluster, add('meta-2', 'meta-3'));
    expect(progress).toMatchObject({ state: 'done' });
    const after = await snapshotOf(sandbox);
    const everyone = { voters: [[1, 2, 3]], learners: [] };
    expect(after.members).toMatchObject({ 'meta-1': everyone, 'meta-2': everyone, 'meta-3': everyone });
    expect(after.units).toMatchObject({ 'meta-3': { enabled: true, active: 'active', serves: true } });
    // It asks the members every so often.
    await until('the Query node goes by all three', async () => {
      const { endpoints } = await snapshotOf(sandbox);
      return endpoints['query-1']?.join(' ') === '<net>.1:9191 <net>.2:9191 <net>.3:9191';
    });
    for (const [host, others] of [
      ['meta-1', [2, 3]],
      ['meta-2', [1, 3]],
      ['meta-3', [1, 2]],
    ] as const) {
      const text = textOf(after, host);
      for (const other of others) expect(text).toContain(`"<net>.${other}:28004"`);
      expect(text.match(/^join.*$/m)?.[0]).toBeDefined();
      expect(text).not.toMatch(/^\s*(?:single|learner)\s*=\s*true/m);
    }
    // What the members' files say beside it is taken over, comments and all.
    expect(textOf(after, 'meta-3')).toContain('# Assign raft_{listen|advertise}_host');
  });
});

test('an undo takes back a learner that catches up, and later a voter, its lists and what was placed for it', {
  timeout: 400_000,
}, async () => {
  await withDatabend({ meta: 1, metaHosts: 2, queries: 1 }, async (sandbox) => {
    const before = await snapshotOf(sandbox);
    await sandbox.control('data', { keys: 3000 });
    await sandbox.control('fault', { name: 'slow-catch-up', node: 'meta-2', factor: 100_000 });
    const first = await runner.start(sandbox.cluster, add('meta-2'));
    await untilStep(first, 'meta-2/caught-up', 'running', PATIENCE_MS);
    await untilLearner(sandbox, 2);
    await give(first, 'undo');
    expect(await runner.finish(first)).toMatchObject({ state: 'undone' });
    expect(await snapshotOf(sandbox)).toMatchObject({
      members: before.members,
      units: { 'meta-1': before.units['meta-1'], 'meta-2': { enabled: false, serves: false } },
    });
    expect(textOf(await snapshotOf(sandbox), 'meta-2')).toMatch(/^etc.databend.databend-meta.toml.undone-by-muster/);
    await sandbox.control('cure', { name: 'slow-catch-up' });

    // Its id is burnt.
    const again = await runner.run(sandbox.cluster, {
      ...add('meta-2'),
      mode: 'plan',
      usedIds: [{ id: 2, by: 'an operation of before' }],
    });
    expect(again).toMatchObject({ state: 'refused' });
    const nodes = sandbox.cluster.nodes.map((node) => (node.alias === 'meta-2' ? { ...node, id: 22 } : node));
    const cluster = { ...sandbox.cluster, nodes } as DatabendCluster;
    const file = queriesOf(cluster)[0]?.file ?? '';
    const text = readFileSync(file);
    rmSync(file);
    const second = await runner.start(cluster, add('meta-2'));
    const held = await runner.finish(second);
    expect(held.attention, held.attention?.failure.message).toMatchObject({ step: 'meta-2/endpoints-of-query-1' });
    expect((await snapshotOf(sandbox)).members).toMatchObject({ 'meta-1': { voters: [[1, 22]] } });
    writeFileSync(file, text);
    await give(second, 'undo');
    expect(await runner.finish(second)).toMatchObject({ state: 'undone' });
    const end = await snapshotOf(sandbox);
    expect(end.members).toEqual({ 'meta-1': { ...before.members['meta-1'] } });
    expect(textOf(end, 'meta-1')).toBe(textOf(before, 'meta-1'));
  });
});

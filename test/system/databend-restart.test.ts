import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import type { OperationProgress, OperationRequest } from '../../model/operation.ts';
import type { NodeState } from '../../sandbox/databend/list-nodes.ts';
import type { Snapshot } from '../../sandbox/databend/snapshot.ts';
import type { TestSandbox } from '../fixtures/test-sandbox.ts';
import { until } from '../fixtures/until.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { withDatabend } from '../fixtures/with-sandbox.ts';

type Sandbox = TestSandbox<DatabendCluster>;

const runner = useRunner();

function restart(nodes: readonly string[], more: Partial<OperationRequest> = {}): Partial<OperationRequest> {
  return { verb: 'restart', role: nodes[0]?.startsWith('query') ? 'query' : 'meta', nodes, ...more };
}

async function pidsOf(sandbox: Sandbox): Promise<Readonly<Record<string, number | null>>> {
  const nodes = await sandbox.control<readonly NodeState[]>('nodes');
  return Object.fromEntries(nodes.map(({ name, pid }) => [name, pid]));
}

async function leaderOf(sandbox: Sandbox): Promise<string | undefined> {
  const nodes = await sandbox.control<readonly NodeState[]>('nodes');
  return nodes.find(({ role }) => role === 'LEADER')?.name;
}

function refusalsOf({ steps }: OperationProgress) {
  return steps.flatMap(({ findings = [] }) => findings).filter(({ severity }) => severity === 'refusal');
}

function stepsNamed({ steps }: OperationProgress, name: string): readonly string[] {
  return steps
    .filter(({ id, state }) => id.endsWith(`/${name}`) && state === 'done')
    .map(({ id }) => id.split('/')[0] ?? '');
}

function fileOf({ cluster }: Sandbox, node: string): string {
  return cluster.nodes.find(({ alias }) => alias === node)?.file ?? '';
}

test('members are restarted one by one, the leader last after it handed over; then Query nodes, each answering again', async () => {
  await withDatabend({ meta: 3, metaHosts: 3, queries: 2 }, async (sandbox) => {
    const before = await pidsOf(sandbox);
    const leader = await leaderOf(sandbox);
    const progress = await runner.run(sandbox.cluster, restart(['meta-1', 'meta-2', 'meta-3']));
    expect(progress).toMatchObject({ state: 'done' });
    const after = await pidsOf(sandbox);
    for (const name of ['meta-1', 'meta-2', 'meta-3']) expect(after[name]).not.toBe(before[name]);
    expect(after['query-1']).toBe(before['query-1']);
    const order = stepsNamed(progress, 'caught-up');
    expect(order.at(-1)).toBe(leader);
    expect(stepsNamed(progress, 'transfer')).toEqual([leader]);
    const { members } = await sandbox.control<Snapshot>('snapshot');
    const everyone = { voters: [[1, 2, 3]], learners: [] };
    expect(members).toMatchObject({ 'meta-1': everyone, 'meta-2': everyone, 'meta-3': everyone });

    expect(await runner.run(sandbox.cluster, restart(['query-1', 'query-2']))).toMatchObject({ state: 'done' });
    const later = await pidsOf(sandbox);
    expect([later['query-1'], later['query-2']]).not.toContain(before['query-1']);
    expect(later['query-2']).not.toBe(before['query-2']);

    // A file that it would not start with again: what runs is not stopped.
    const file = fileOf(sandbox, 'meta-2');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace(/^single = .*$/m, '').replace('[raft_config]', '[raft_config]\nsingle = true'));
    const refused = await runner.run(sandbox.cluster, restart(['meta-2']));
    expect(refused).toMatchObject({ state: 'refused' });
    expect(refusalsOf(refused)).toMatchObject([{ gate: 'meta-file', subject: 'meta-2' }]);
    writeFileSync(file, text);

    // One is down: the group can spare no other one.
    await sandbox.control('kill', { node: 'meta-1' });
    const outage = await runner.run(sandbox.cluster, restart(['meta-3']));
    expect(outage).toMatchObject({ state: 'refused' });
    expect(refusalsOf(outage).map(({ gate }) => gate)).toContain('outage');
    expect((await pidsOf(sandbox))['meta-3']).toBe(later['meta-3']);
    // It is brought back by the same verb.
    expect(await runner.run(sandbox.cluster, restart(['meta-1']))).toMatchObject({ state: 'done' });
  });
});

test('a member that does not come back is started again at once, before anybody is asked', async () => {
  await withDatabend({ meta: 3, metaHosts: 3, queries: 0 }, async (sandbox) => {
    const leader = await leaderOf(sandbox);
    const node = ['meta-1', 'meta-2'].find((name) => name !== leader) ?? 'meta-2';
    await sandbox.control('fault', { name: 'crash-on-start', node });
    const handle = await runner.start(sandbox.cluster, restart([node]));
    const held = await runner.finish(handle);
    expect(held).toMatchObject({ state: 'needs attention' });
    expect(stepsNamed(held, 'rescue')).toEqual([node]);
    await until('it serves', async () => {
      const nodes = await sandbox.control<readonly NodeState[]>('nodes');
      return nodes.find(({ name }) => name === node)?.alive === true;
    });
  });
});

test('a single voter is restarted only when an outage was asked for, and never handed over', async () => {
  await withDatabend({ meta: 1, metaHosts: 1, queries: 1 }, async (sandbox) => {
    const before = await pidsOf(sandbox);
    const refused = await runner.run(sandbox.cluster, restart(['meta-1']));
    expect(refused).toMatchObject({ state: 'refused' });
    expect(new Set(refusalsOf(refused).map(({ gate, subject }) => `${gate} ${subject}`))).toEqual(
      new Set(['outage meta-1']),
    );
    expect(await pidsOf(sandbox)).toEqual(before);
    const progress = await runner.run(sandbox.cluster, restart(['meta-1'], { outage: 'new kernel' }));
    expect(progress).toMatchObject({ state: 'done' });
    expect(stepsNamed(progress, 'transfer')).toEqual([]);
    expect((await pidsOf(sandbox))['meta-1']).not.toBe(before['meta-1']);
  });
});

test('a group without a leader is restarted as a whole, when the outage was asked for', async () => {
  await withDatabend({ meta: 3, metaHosts: 3, queries: 0 }, async (sandbox) => {
    for (const node of ['meta-1', 'meta-2', 'meta-3']) await sandbox.control('kill', { node });
    const all = ['meta-1', 'meta-2', 'meta-3'];
    expect(await runner.run(sandbox.cluster, restart(all))).toMatchObject({ state: 'refused' });
    const progress = await runner.run(sandbox.cluster, restart(all, { outage: 'it is down anyway' }));
    expect(progress).toMatchObject({ state: 'done' });
    expect(stepsNamed(progress, 'serving')).toEqual(all);
  });
});

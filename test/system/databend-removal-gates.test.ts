import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readMembership } from '../../activities/databend/find-leader.ts';
import { createMetas } from '../../activities/databend/metas.ts';
import { type DatabendCluster, type MetaSpec, metaEndpoint, metasOf } from '../../model/databend/cluster-spec.ts';
import type { OperationRequest } from '../../model/operation.ts';
import type { Finding } from '../../model/step.ts';
import type { Snapshot } from '../../sandbox/databend/snapshot.ts';
import { until } from '../fixtures/until.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { useSandbox } from '../fixtures/use-sandbox.ts';
import { useTools } from '../fixtures/use-tools.ts';

let leader = '';
let followers: readonly string[] = [];

const sandbox = useSandbox<DatabendCluster>({
  engine: 'databend',
  meta: 3,
  metaHosts: 4,
  queries: 1,
  speed: 10,
});
const tools = useTools();
const runner = useRunner();

beforeAll(async () => {
  await settled();
});

/** Everybody lives, and who leads is known. */
async function settled(): Promise<void> {
  const view = await until('all live', async () => {
    const { view: seen } = await readMembership(tools, sandbox.cluster);
    return seen.members.length === 3 && seen.members.every(({ lives }) => lives) && seen;
  });
  leader = view.leader?.name ?? '';
  followers = view.members.map(({ name }) => name).filter((name) => name !== leader);
}

async function refusals(nodes: readonly string[], more: Partial<OperationRequest> = {}): Promise<readonly Finding[]> {
  const before = await sandbox.control('snapshot');
  const progress = await runner.run(more.cluster ?? sandbox.cluster, { verb: 'remove', role: 'meta', nodes, ...more });
  expect(progress.state).toBe('refused');
  expect(await sandbox.control('snapshot')).toEqual(before);
  return progress.steps.flatMap(({ findings = [] }) => findings).filter(({ severity }) => severity === 'refusal');
}

const gatesOf = async (...asked: Parameters<typeof refusals>) =>
  (await refusals(...asked)).map(({ gate, subject }) => `${gate} ${subject}`);

/** The cluster file, with something else about this node. */
function mistaken(name: string, change: Partial<MetaSpec>): DatabendCluster {
  const nodes = sandbox.cluster.nodes.map((node) => (node.alias === name ? { ...node, ...change } : node));
  return { ...sandbox.cluster, nodes: nodes as DatabendCluster['nodes'] };
}

describe('a removal is refused', () => {
  test('of a node that nobody knows, and of one that never was a member', async () => {
    const handle = `${sandbox.info.network}.99:28004`;
    expect(await gatesOf([handle], { lost: true })).toEqual([`member ${handle}`]);
    expect(await gatesOf(['meta-4'], { lost: true })).toEqual(['member meta-4']);
  });

  test('of one that is called lost and answers', async () => {
    const [name = ''] = followers;
    expect(await gatesOf([name], { lost: true, checks: 'report' })).toEqual([`lost ${name}`]);
  });

  test('of all of them', async () => {
    expect((await gatesOf(['meta-1', 'meta-2', 'meta-3'])).filter((one) => one.startsWith('last-voter'))).toHaveLength(
      1,
    );
  });

  test('where its unit is another one: what runs there would go on', async () => {
    const [name = ''] = followers;
    const cluster = mistaken(name, { unit: 'databend-other.service' });
    const [refusal] = await refusals([name], { cluster });
    expect(refusal).toMatchObject({ gate: 'process', subject: name });
    expect(refusal?.message).toMatch(/^databend-meta runs on meta-\d as pid \d+, and not as databend-other.service/);
  });

  test('where the cluster file names another directory, or another id', async () => {
    const [name = ''] = followers;
    expect(await gatesOf([name], { cluster: mistaken(name, { raftDir: '/data/raft' }) })).toEqual([
      `meta-file ${name}`,
    ]);
    expect(await gatesOf([name], { cluster: mistaken(name, { id: 9 }) })).toContain(`raft-id ${name}`);
  });

  test('where its host is out of reach, and names --lost', async () => {
    const [name = ''] = followers;
    await sandbox.control('fault', { name: 'ssh-refuse', node: name });
    try {
      const [refusal] = await refusals([name]);
      expect(refusal).toMatchObject({ gate: 'ssh', subject: name });
      expect(refusal?.next?.at(-1)).toBe(`muster remove ${name} --lost`);
    } finally {
      await sandbox.control('cure', { name: 'ssh-refuse', node: name });
    }
  });

  test('where a Query node names nobody else', async () => {
    const [name = ''] = followers;
    const root = sandbox.info.hostsList.find((host) => host.name === 'query-1')?.root ?? '';
    const file = join(root, 'etc/databend/databend-query.toml');
    const text = readFileSync(file, 'utf8');
    const node = metasOf(sandbox.cluster).find(({ alias }) => alias === name) ?? expect.fail(name);
    writeFileSync(file, text.replace(/^endpoints = .*$/m, `endpoints = ["${metaEndpoint(node)}"]`));
    try {
      expect(await gatesOf([name], { checks: 'report' })).toEqual(['living-endpoint query-1']);
    } finally {
      writeFileSync(file, text);
    }
  });

  test('where the only one that would be left to lead is far behind', async () => {
    const [late = '', other = ''] = followers;
    await sandbox.control('stop', { node: late });
    await sandbox.control('data', { keys: 500 });
    await sandbox.control('fault', { name: 'slow-catch-up', node: late, factor: 100_000 });
    await sandbox.control('start', { node: late });
    await settled();
    try {
      expect(await gatesOf([leader, other], { checks: 'report' })).toEqual([`successor ${leader}`]);
      const asked = { verb: 'transfer-leader', nodes: [late] } as const;
      const findings = await refusals([late], asked);
      expect(findings).toMatchObject([{ gate: 'successor' }]);
      expect(findings[0]?.message).toMatch(/is \d+ entries behind/);
    } finally {
      await sandbox.control('cure', { name: 'slow-catch-up' });
      await settled();
    }
  });

  test('where the majority would go: a follower while another one is dead', async () => {
    const [dead = '', name = ''] = followers;
    await sandbox.control('kill', { node: dead });
    expect(await gatesOf([name], { checks: 'report' })).toEqual([`majority ${name}`]);
    await sandbox.control('start', { node: dead });
    await settled();
  });
});

test('a plan of the leader shows the way, the point of no return, and changes nothing', async () => {
  const before = await sandbox.control('snapshot');
  const progress = await runner.run(sandbox.cluster, { verb: 'remove', role: 'meta', nodes: [leader], mode: 'plan' });
  expect(progress.state).toBe('planned');
  const steps = progress.steps.map(({ id, state }) => `${id} ${state}`);
  expect(steps).toEqual([
    'cluster done',
    `${leader}/host done`,
    'endpoints done',
    'lease done',
    'export done',
    `${leader}/transfer done`,
    `${leader}/led pending`,
    `${leader}/ready done`,
    `${leader}/leave done`,
    `${leader}/gone pending`,
    `${leader}/proof done`,
    `${leader}/stop done`,
    `${leader}/file done`,
    `${leader}/data done`,
    ...followers.map((name) => `${leader}/join-of-${name} done`),
    `${leader}/endpoints-of-query-1 done`,
    // It reads its list by itself: there is no restart on the way.
    `${leader}/look-at-query-1 done`,
    `${leader}/query-query-1 pending`,
    'release done',
  ]);
  expect(progress.steps.find(({ id }) => id === `${leader}/leave`)?.noReturn).toMatchObject({
    why: expect.stringContaining('burnt'),
  });
  expect(await sandbox.control('snapshot')).toEqual(before);
});

test('a removal that was given up behind its leave is finished by the same command', async () => {
  const [name = '', other = ''] = followers;
  const metas = createMetas(tools);
  const at = { cluster: sandbox.cluster, node: name };
  await metas.leave.perform(at, await metas.leave.plan(at));
  const progress = await runner.run(sandbox.cluster, { verb: 'remove', role: 'meta', nodes: [name] });
  expect(progress.state).toBe('done');
  const leave = progress.steps.find(({ id }) => id === `${name}/leave`);
  expect(leave?.evidence?.[0]).toMatchObject({ action: { kind: 'nothing' } });
  const { members, units } = await sandbox.control<Snapshot>('snapshot');
  expect(units[name]).toMatchObject({ enabled: false, active: 'inactive' });
  const ids = [leader, other].map((one) => Number(one.split('-')[1])).sort();
  expect(members[leader]).toMatchObject({ voters: [ids] });
});

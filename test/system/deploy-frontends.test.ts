import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { place } from '../../activities/starrocks/place.ts';
import { startFirst } from '../../activities/starrocks/start-first.ts';
import { createTools } from '../../activities/tools.ts';
import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import type { OperationProgress, OperationRequest } from '../../model/operation.ts';
import type { Finding } from '../../model/step.ts';
import { readEndState, withoutRemains } from '../faults/end-state.ts';
import { findCalls } from '../faults/find-calls.ts';
import { give, untilState } from '../fixtures/scripted-world.ts';
import type { TestSandbox } from '../fixtures/test-sandbox.ts';
import { untilStep } from '../fixtures/until-step.ts';
import { until } from '../fixtures/until.ts';
import { findSecrets, readHistoryText, readSecrets } from './find-secrets.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { withSandbox } from '../fixtures/with-sandbox.ts';

interface NodeState {
  readonly name: string;
  readonly state: string;
  readonly role: string | null;
  readonly alive: boolean;
}

const runner = useRunner();

const deploy = (cluster: StarRocksCluster, more: Partial<OperationRequest> = {}): Partial<OperationRequest> => ({
  verb: 'deploy',
  nodes: cluster.nodes.map(({ alias }) => alias),
  ...more,
});

/** The last of them joins as an observer. */
function withObserver(cluster: StarRocksCluster): StarRocksCluster {
  const nodes = cluster.nodes.map((node, index) =>
    index === cluster.nodes.length - 1 ? { ...node, observer: true as const } : node,
  );
  return { ...cluster, nodes };
}

function refusalsOf({ steps }: OperationProgress): readonly Finding[] {
  return steps.flatMap(({ findings = [] }) => findings).filter(({ severity }) => severity === 'refusal');
}

function homeOf(sandbox: TestSandbox, node: string): string {
  return join(sandbox.info.hostsList.find(({ name }) => name === node)?.root ?? '', 'opt/starrocks/fe');
}

test.concurrent('empty hosts become a cluster of followers and an observer, and root has the password of the file', async () => {
  await withSandbox({ hosts: 4, frontends: 0 }, async (sandbox) => {
    const cluster = withObserver(sandbox.cluster);
    const handle = await runner.start(cluster, deploy(cluster));
    const progress = (await handle.result()) as OperationProgress;
    expect(progress.state).toBe('done');
    const nodes = await sandbox.control<readonly NodeState[]>('nodes');
    expect(nodes.map(({ name, state, role }) => `${name} ${state} ${role}`)).toEqual([
      'fe-1 serving LEADER',
      'fe-2 serving FOLLOWER',
      'fe-3 serving FOLLOWER',
      'fe-4 serving OBSERVER',
    ]);
    expect(progress.steps.find(({ id }) => id === 'fe-1/password')?.evidence?.[0]).toMatchObject({
      action: { statement: "SET PASSWORD FOR 'root' = PASSWORD('******')" },
      answer: 'OK; a login with it is accepted',
    });
    const secrets = readSecrets(sandbox);
    expect(Object.keys(secrets)).not.toEqual([]);
    expect(findSecrets(await readHistoryText(handle), secrets)).toEqual([]);
  });
});

test.concurrent('a plan shows every step of it and touches nothing', async () => {
  await withSandbox({ hosts: 3, frontends: 0 }, async (sandbox) => {
    const before = await readEndState(sandbox);
    const handle = await runner.start(sandbox.cluster, deploy(sandbox.cluster, { mode: 'plan' }));
    const progress = (await handle.result()) as OperationProgress;
    expect(refusalsOf(progress)).toEqual([]);
    expect(progress.steps.filter(({ id }) => id.startsWith('fe-1/')).map(({ id }) => id)).toEqual([
      'fe-1/host',
      'fe-1/package',
      'fe-1/config',
      'fe-1/start',
      'fe-1/founded',
      'fe-1/password',
      'fe-1/serving',
    ]);
    expect(progress.state).toBe('planned');
    expect((await findCalls(handle)).filter((name) => name.endsWith('.perform'))).toEqual([]);
    expect(await readEndState(sandbox)).toEqual(before);
  });
});

test.concurrent('one host with a meta directory is named, and nothing is begun anywhere', async () => {
  await withSandbox({ hosts: 3, frontends: 0 }, async (sandbox) => {
    const image = join(homeOf(sandbox, 'fe-2'), 'meta/image');
    mkdirSync(image, { recursive: true });
    writeFileSync(join(image, 'ROLE'), 'role=FOLLOWER\n');
    const handle = await runner.start(sandbox.cluster, deploy(sandbox.cluster));
    const progress = (await handle.result()) as OperationProgress;
    expect(progress.state).toBe('refused');
    expect(refusalsOf(progress)).toEqual([expect.objectContaining({ gate: 'meta', subject: 'fe-2' })]);
    expect((await findCalls(handle)).filter((name) => name.endsWith('.perform'))).toEqual([]);
    expect(existsSync(homeOf(sandbox, 'fe-1'))).toBe(false);
  });
});

test.concurrent('a host on which a frontend answers is named by each gate that sees it', async () => {
  await withSandbox({ hosts: 2, frontends: 1 }, async (sandbox) => {
    const progress = await runner.run(sandbox.cluster, deploy(sandbox.cluster));
    expect(progress.state).toBe('refused');
    const refusals = refusalsOf(progress);
    expect(refusals.every(({ subject }) => subject === 'fe-1')).toBe(true);
    expect(refusals.map(({ gate }) => gate)).toEqual(['second-cluster', 'ports', 'meta']);
  });
});

test.concurrent('another user than root, and a password that would have to be escaped, are refused', async () => {
  await withSandbox({ hosts: 1, frontends: 0 }, async (sandbox) => {
    const path = join(sandbox.info.dir, 'quoted-password');
    writeFileSync(path, "it's\n", { mode: 0o600 });
    const cluster: StarRocksCluster = { ...sandbox.cluster, sql: { user: 'ops', password: { from: 'file', path } } };
    const progress = await runner.run(cluster, deploy(cluster));
    expect(progress.state).toBe('refused');
    expect(refusalsOf(progress).map(({ gate }) => gate)).toEqual(['privileges', 'secrets']);
    expect(JSON.stringify(progress)).not.toContain("it's");
  });
});

test.concurrent('an even number of followers is warned of', async () => {
  await withSandbox({ hosts: 2, frontends: 0 }, async (sandbox) => {
    const progress = await runner.run(sandbox.cluster, deploy(sandbox.cluster, { mode: 'plan' }));
    expect(progress.steps.flatMap(({ findings = [] }) => findings)).toContainEqual(
      expect.objectContaining({ gate: 'odd', severity: 'warning' }),
    );
  });
});

test.concurrent('an undo leaves the hosts as empty as they were', async () => {
  await withSandbox({ hosts: 3, frontends: 0 }, async (sandbox) => {
    const before = await readEndState(sandbox);
    await sandbox.control('fault', { name: 'never-greet', node: 'fe-3' });
    const handle = await runner.start(sandbox.cluster, deploy(sandbox.cluster));
    await untilStep(handle, 'fe-3/serving', 'running', 120_000);
    await give(handle, 'undo');
    expect(((await handle.result()) as OperationProgress).state).toBe('undone');
    expect(withoutRemains(await readEndState(sandbox))).toEqual(withoutRemains(before));
  });
});

test.concurrent('a first frontend that ends after it founded is gone on with after a retry, and nothing is founded twice', async () => {
  await withSandbox({ hosts: 1, frontends: 0 }, async (sandbox) => {
    await sandbox.control('fault', { name: 'slow-start', node: 'fe-1', factor: 40 });
    const handle = await runner.start(sandbox.cluster, deploy(sandbox.cluster));
    const version = join(homeOf(sandbox, 'fe-1'), 'meta/image/VERSION');
    const founded = await until('it has founded', () => existsSync(version) && readFileSync(version, 'utf8'), 120_000);
    await sandbox.control('kill', { node: 'fe-1' });
    const held = await untilState(handle, 'needs attention');
    expect(held.attention).toMatchObject({ step: 'fe-1/founded' });
    await sandbox.control('cure', { name: 'slow-start', node: 'fe-1' });
    await give(handle, 'retry');
    expect(((await handle.result()) as OperationProgress).state).toBe('done');
    expect(readFileSync(version, 'utf8')).toBe(founded);
  });
});

test.concurrent('a meta directory that turned up after the checks is not started from', async () => {
  await withSandbox({ hosts: 1, frontends: 0 }, async (sandbox) => {
    const tools = createTools();
    const at = { cluster: sandbox.cluster, node: 'fe-1' };
    await place.perform(tools, at);
    const image = join(homeOf(sandbox, 'fe-1'), 'meta/image');
    mkdirSync(image, { recursive: true });
    writeFileSync(join(image, 'VERSION'), 'clusterId=1\n');
    await expect(startFirst.perform(tools, at)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('neither empty nor whole'),
    });
    await tools.ssh.close();
  });
});

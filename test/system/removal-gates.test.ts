import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import type { OperationProgress, OperationRequest } from '../../model/operation.ts';
import type { Finding } from '../../model/step.ts';
import { readEndState } from '../faults/end-state.ts';
import { findCalls } from '../faults/find-calls.ts';
import { nodesOf } from '../fixtures/cluster-state.ts';
import type { TestSandbox } from '../fixtures/test-sandbox.ts';
import { until } from '../fixtures/until.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { useSandbox } from '../fixtures/use-sandbox.ts';
import { withSandbox } from '../fixtures/with-sandbox.ts';

/** Three frontends and a free host, `fe-4`. A refusal changes nothing, so most cases can have the same cluster. */

const sandbox = useSandbox({ hosts: 4, frontends: 3 });
const runner = useRunner();

/** Runs for real what must not run, and holds it to having changed nothing. */
async function refuse(...args: Parameters<typeof refuseMoving>): Promise<readonly Finding[]> {
  const [of] = args;
  const before = await readEndState(of);
  const refusals = await refuseMoving(...args);
  expect(await readEndState(of)).toEqual(before);
  return refusals;
}

/** In a cluster that changes by itself: a heartbeat is missed, a leader ends. */
async function refuseMoving(
  of: TestSandbox,
  nodes: readonly string[],
  request: Partial<OperationRequest> = {},
): Promise<readonly Finding[]> {
  const handle = await runner.start(of.cluster, { verb: 'remove', nodes, ...request });
  const progress = (await handle.result()) as OperationProgress;
  expect(progress.state).toBe('refused');
  expect((await findCalls(handle)).filter((name) => name.endsWith('.perform'))).toEqual([]);
  return progress.steps.flatMap(({ findings }) => findings ?? []).filter(({ severity }) => severity === 'refusal');
}

async function withFault(
  name: string,
  args: Record<string, string | number | boolean>,
  body: () => Promise<void>,
): Promise<void> {
  await sandbox.control('fault', { name, ...args });
  try {
    await body();
  } finally {
    await sandbox.control('cure', { name, ...args });
  }
}

function nodeOf(name: string) {
  const node = sandbox.cluster.nodes.find(({ alias }) => alias === name);
  if (node === undefined) throw new Error(`no node ${name}`);
  return node;
}

test('the gate pair refuses to stop or drop the leader of a pair, whatever is accepted', async () => {
  await withSandbox({ hosts: 2, frontends: 2 }, async (pair) => {
    expect(await refuse(pair, ['fe-1'], { checks: 'report' })).toEqual([
      expect.objectContaining({
        gate: 'pair',
        message: expect.stringContaining('remove the other one or add a third'),
      }),
    ]);
  });
});

test('the gate last refuses the last frontend', async () => {
  await withSandbox({ hosts: 2, frontends: 1 }, async (single) => {
    expect(await refuse(single, ['fe-1'], { checks: 'report' })).toEqual([expect.objectContaining({ gate: 'last' })]);
  });
});

describe('the gate quorum refuses', () => {
  test('a follower that is needed because another one is dead', async () => {
    await withSandbox({ hosts: 3, frontends: 3 }, async (three) => {
      await three.control('kill', { node: 'fe-3' });
      const refusals = await refuseMoving(three, ['fe-2']);
      expect(refusals).toEqual([
        expect.objectContaining({ gate: 'quorum', message: expect.stringContaining('1 of 2 voters would live') }),
      ]);
    });
  });

  test('anything while nobody leads', async () => {
    await withSandbox({ hosts: 3, frontends: 3 }, async (three) => {
      await three.control('kill', { node: 'fe-1' });
      await three.control('kill', { node: 'fe-2' });
      expect(await refuseMoving(three, ['fe-2'], { lost: true })).toEqual([
        expect.objectContaining({ gate: 'quorum', message: expect.stringContaining('has no leader that answers') }),
      ]);
    });
  });
});

test('the gate lost refuses a node that answers', async () => {
  expect(await refuse(sandbox, ['fe-3'], { lost: true, checks: 'report' })).toEqual([
    expect.objectContaining({ gate: 'lost', subject: 'fe-3', next: ['muster remove fe-3'] }),
  ]);
});

describe('the gate member refuses', () => {
  test('a node of the file that is no member and has nothing of it', async () => {
    expect(await refuse(sandbox, ['fe-4'])).toEqual([expect.objectContaining({ gate: 'member', subject: 'fe-4' })]);
  });

  test('a handle that nobody has registered', async () => {
    const handle = `${sandbox.info.network}.99:9010`;
    expect(await refuse(sandbox, [handle], { lost: true })).toEqual([
      expect.objectContaining({ gate: 'member', message: expect.stringContaining(`${handle} is not registered`) }),
    ]);
  });
});

test('the gate role refuses a follower that the file calls an observer', async () => {
  const observing: StarRocksCluster = {
    ...sandbox.cluster,
    nodes: sandbox.cluster.nodes.map((node) => (node.alias === 'fe-3' ? { ...node, observer: true } : node)),
  };
  expect(await refuse(sandbox, ['fe-3'], { cluster: observing })).toEqual([
    expect.objectContaining({ gate: 'role', subject: 'fe-3' }),
  ]);
});

test('the gate supervisor refuses before anything is changed, and says how to disable it', async () => {
  await withFault('supervised', { node: 'fe-3' }, async () => {
    const [refusal, ...more] = await refuse(sandbox, ['fe-3']);
    expect(more).toEqual([]);
    expect(refusal).toMatchObject({
      gate: 'supervisor',
      message: 'starrocks-fe.service on fe-3 starts the frontend again as soon as it ends',
    });
    expect(refusal?.next?.at(-1)).toBe('sudo systemctl daemon-reload && sudo systemctl disable starrocks-fe.service');
  });
});

test('the gate ssh refuses a host out of reach, and names --lost', async () => {
  await withFault('ssh-refuse', { node: 'fe-3' }, async () => {
    const [refusal] = await refuse(sandbox, ['fe-3']);
    expect(refusal).toMatchObject({ gate: 'ssh', subject: 'fe-3' });
    expect(refusal?.next?.at(-1)).toBe('muster remove fe-3 --lost');
  });
});

test('the gate second-cluster refuses a host with the meta of another cluster', async () => {
  await withFault('stale-meta', { node: 'fe-4' }, async () => {
    expect(await refuse(sandbox, ['fe-4'])).toEqual([
      expect.objectContaining({ gate: 'second-cluster', subject: 'fe-4' }),
    ]);
  });
});

test('the gate process refuses what listens and is not known as a frontend', async () => {
  const pidFile = `${nodeOf('fe-3').home}/bin/fe.pid`;
  const pid = readFileSync(pidFile, 'utf8');
  rmSync(pidFile);
  try {
    expect(await refuse(sandbox, ['fe-3'])).toEqual([expect.objectContaining({ gate: 'process', subject: 'fe-3' })]);
  } finally {
    writeFileSync(pidFile, pid);
  }
});

test('the gate own-meta refuses where the cluster file names another directory than fe.conf', async () => {
  const mistaken: StarRocksCluster = {
    ...sandbox.cluster,
    nodes: sandbox.cluster.nodes.map((node) =>
      node.alias === 'fe-3' ? { ...node, meta: `${node.home}/other` } : node,
    ),
  };
  expect(await refuse(sandbox, ['fe-3'], { cluster: mistaken })).toEqual([
    expect.objectContaining({ gate: 'own-meta', subject: 'fe-3' }),
  ]);
});

test('the gate half-joined refuses to stop the leader while one has never been alive', async () => {
  const address = `${sandbox.info.network}.200:9010`;
  await withFault('half-joined', { address, node: 'fe-4' }, async () => {
    const leader = (await nodesOf(sandbox)).find(({ role }) => role === 'LEADER')?.name ?? '';
    const refusals = await refuseMoving(sandbox, [leader], { checks: 'report' });
    expect(refusals).toEqual([expect.objectContaining({ gate: 'half-joined' })]);
  });
});

test('a plan of the leader shows the stop, the point of no return, and changes nothing', async () => {
  const before = await readEndState(sandbox);
  const leader = (await nodesOf(sandbox)).find(({ role }) => role === 'LEADER')?.name ?? '';
  const progress = await runner.run(sandbox.cluster, { verb: 'remove', nodes: [leader], mode: 'plan' });
  expect(progress.state).toBe('planned');
  expect(progress.steps.map(({ id, state }) => `${id} ${state}`)).toEqual([
    'cluster done',
    `${leader}/host done`,
    `${leader}/leader pending`,
    'lease done',
    `${leader}/stand-down done`,
    `${leader}/led pending`,
    `${leader}/drop done`,
    `${leader}/gone pending`,
    `${leader}/stop done`,
    `${leader}/meta done`,
    'release done',
  ]);
  expect(progress.steps.find(({ id }) => id === `${leader}/drop`)?.noReturn).toEqual({
    why: 'its entry is gone from the cluster',
    instead: `muster add ${leader}`,
  });
  expect(await readEndState(sandbox)).toEqual(before);
});

test('a pair is left as a warning, which strict refuses', async () => {
  await until('all three live', async () => (await nodesOf(sandbox)).filter(({ alive }) => alive).length === 3);
  expect(await refuse(sandbox, ['fe-3'], { checks: 'strict' })).toEqual([
    expect.objectContaining({
      gate: 'odd',
      message: '2 followers remain: the loss of either stops the cluster',
    }),
  ]);
});

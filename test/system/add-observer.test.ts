import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import type { OperationProgress } from '../../model/operation.ts';
import { findCalls } from '../faults/find-calls.ts';
import { give, progressOf, untilState } from '../fixtures/scripted-world.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { until } from '../fixtures/until.ts';
import { useRunner } from '../fixtures/use-runner.ts';

/** Twenty looks at a port that never greets, 3 s each whatever the speed of the sandbox. */
const LONG_MS = 240_000;

let sandbox: TestSandbox;
let cluster: StarRocksCluster;

const runner = useRunner();
/** One frontend, and a host that is to be an observer: a lost follower would take the leader of this pair with it. */
beforeEach(async () => {
  sandbox = await TestSandbox.start();
  const nodes = sandbox.cluster.nodes.map((node) =>
    node.alias === 'fe-2' ? { ...node, observer: true as const } : node,
  );
  cluster = { ...sandbox.cluster, nodes };
});
afterEach(async () => {
  await sandbox.stop();
});

interface NodeState {
  readonly name: string;
  readonly role: string | null;
  readonly registered: boolean;
  readonly alive: boolean;
}

async function nodeTwo(): Promise<NodeState | undefined> {
  const nodes = await sandbox.control<readonly NodeState[]>('nodes');
  return nodes.find(({ name }) => name === 'fe-2');
}

function stepOf({ steps }: OperationProgress, id: string) {
  return steps.find((step) => step.id === id);
}

test('an observer joins, is registered as one and serves, and the number of voters stays odd', async () => {
  const handle = await runner.start(cluster);
  const progress = (await handle.result()) as OperationProgress;
  expect(progress.state).toBe('done');
  expect(stepOf(progress, 'fe-2/register')).toMatchObject({
    title: 'Register it as an observer',
    evidence: [{ action: { statement: expect.stringMatching(/^ALTER SYSTEM ADD OBSERVER '127\.[\d.]+:9010'$/) } }],
  });
  expect(stepOf(progress, 'cluster')?.findings).toContainEqual(
    expect.objectContaining({ gate: 'odd', severity: 'ok', message: expect.stringContaining('1 follower ') }),
  );
  expect(stepOf(progress, 'fe-2/serving')?.note).toContain('answers on its own port');
  expect(await nodeTwo()).toMatchObject({ role: 'OBSERVER', registered: true, alive: true });
});

test('an observer that is lost while it joins endangers nobody: it is not dropped unasked, and a retry takes it up', async () => {
  await sandbox.control('fault', { name: 'crash-on-start', node: 'fe-2', phase: 'after-handshake' });
  const handle = await runner.start(cluster);
  const held = await untilState(handle, 'needs attention');
  expect(held.attention?.step).toBe('fe-2/joined');
  expect(held.attention?.verbs).toContain('retry');
  expect(await findCalls(handle)).not.toContain('starrocks.frontends.dropLost.perform');
  expect(await nodeTwo()).toMatchObject({ registered: true, alive: false });
  await sandbox.control('cure', { name: 'crash-on-start', node: 'fe-2' });
  await give(handle, 'retry');
  const progress = (await handle.result()) as OperationProgress;
  expect(progress.state).toBe('done');
  expect(stepOf(progress, 'fe-2/register')?.evidence).toMatchObject([{ answer: 'registered already' }]);
  expect(await nodeTwo()).toMatchObject({ role: 'OBSERVER', alive: true });
});

test(
  'an observer that is called alive and never greets is not called joined, and an undo drops it by its role',
  async () => {
    await sandbox.control('fault', { name: 'never-greet', node: 'fe-2' });
    const handle = await runner.start(cluster);
    const held = await until(
      'the wait for a greeting gives up',
      async () => {
        const progress = await progressOf(handle);
        return progress.state === 'needs attention' && progress;
      },
      LONG_MS,
    );
    expect(held.attention).toMatchObject({
      step: 'fe-2/serving',
      failure: {
        code: 'SQL_UNREACHABLE',
        message: expect.stringMatching(/^fe-2 is called alive, and its port 9030 accepts and never greets/),
        hint: expect.stringMatching(/^muster ops undo/),
      },
    });
    await give(handle, 'undo');
    const progress = (await handle.result()) as OperationProgress;
    expect(progress.state).toBe('undone');
    const drop = progress.steps.find(({ id, undo }) => undo === true && id.endsWith('register'));
    expect(drop?.evidence?.[0]?.action).toMatchObject({ statement: expect.stringContaining('DROP OBSERVER') });
    expect(await nodeTwo()).toMatchObject({ registered: false });
  },
  2 * LONG_MS,
);

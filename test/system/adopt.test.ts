import { beforeAll, expect, test } from 'vitest';
import { readEndState } from '../faults/end-state.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { useSandbox } from '../fixtures/use-sandbox.ts';

const sandbox = useSandbox();
const runner = useRunner();

beforeAll(async () => {
  await sandbox.control('fault', { name: 'half-joined', node: 'fe-2' });
});

interface NodeState {
  readonly name: string;
  readonly alive: boolean;
}

test('a half-joined node whose meta is of another cluster is not adopted', async () => {
  await sandbox.control('fault', { name: 'stale-meta', node: 'fe-2' });
  const before = await readEndState(sandbox);
  const progress = await runner.run(sandbox.cluster);
  expect(progress.state).toBe('refused');
  expect(progress.steps.flatMap(({ findings }) => findings ?? [])).toContainEqual(
    expect.objectContaining({ gate: 'meta', severity: 'refusal', subject: 'fe-2' }),
  );
  expect(await readEndState(sandbox)).toEqual(before);
  await sandbox.control('cure', { name: 'stale-meta', node: 'fe-2' });
});

test('a node that was left half-joined is taken up with no second ADD', async () => {
  // Would a second ADD be sent, this one would meet it.
  await sandbox.control('fault', { name: 'lose-reply', node: 'fe-1', pattern: 'ADD FOLLOWER' });
  const progress = await runner.run(sandbox.cluster);
  expect(progress.state).toBe('done');
  expect(progress.steps.find(({ id }) => id === 'cluster')?.findings).toContainEqual(
    expect.objectContaining({ gate: 'member', severity: 'ok', message: expect.stringContaining('it is adopted') }),
  );
  expect(progress.steps.find(({ id }) => id === 'fe-2/register')?.evidence?.[0]).toMatchObject({
    answer: 'registered already',
  });
  expect(await sandbox.control('faults')).toContainEqual(expect.objectContaining({ name: 'lose-reply', left: 1 }));
  const nodes = await sandbox.control<readonly NodeState[]>('nodes');
  expect(nodes.filter(({ alive }) => alive)).toHaveLength(2);
});

import { expect, test } from 'vitest';
import { type Before, lookBefore } from '../../activities/starrocks/look-before.ts';
import { stopForRestart } from '../../activities/starrocks/stop-for-restart.ts';
import { createTools } from '../../activities/tools.ts';
import { until } from '../fixtures/until.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { useSandbox } from '../fixtures/use-sandbox.ts';

interface NodeState {
  readonly name: string;
  readonly pid: number | null;
  readonly state: string;
  readonly alive: boolean;
}

const sandbox = useSandbox({ hosts: 3, frontends: 3 });
const runner = useRunner();

async function nodeOf(name: string): Promise<NodeState | undefined> {
  return (await sandbox.control<readonly NodeState[]>('nodes')).find((node) => node.name === name);
}

test('a process that somebody else started after the look is not stopped again', async () => {
  const tools = createTools();
  const at = { cluster: sandbox.cluster, node: 'fe-2' };
  const seen = await lookBefore(tools, at);
  const before = 'value' in seen ? (seen.value as Before) : undefined;
  expect(before?.process).toMatch(/^\d+@\S+$/);
  await sandbox.control('kill', { node: 'fe-2' });
  await sandbox.control('start', { node: 'fe-2' });
  const started = await until('it runs again', async () => (await nodeOf('fe-2'))?.pid ?? undefined);
  const { evidence } = await stopForRestart.perform(tools, { ...at, before });
  expect(evidence[0]).toMatchObject({ action: { kind: 'nothing' }, answer: 'no process of before the restart' });
  expect((await nodeOf('fe-2'))?.pid).toBe(started);
  await tools.ssh.close();
});

test('a cluster that lost its leader is refused without --outage; with it the others are started and all serve', async () => {
  await until('all serve', async () => {
    const nodes = await sandbox.control<readonly NodeState[]>('nodes');
    return nodes.every(({ state, alive }) => state === 'serving' && alive);
  });
  for (const node of ['fe-2', 'fe-3']) await sandbox.control('kill', { node });
  const request = { verb: 'restart', nodes: ['fe-1'] } as const;
  const refused = await runner.run(sandbox.cluster, request);
  expect(refused.state).toBe('refused');
  expect(refused.steps.flatMap(({ findings = [] }) => findings)).toContainEqual(
    expect.objectContaining({ gate: 'quorum', severity: 'refusal' }),
  );
  const progress = await runner.run(sandbox.cluster, { ...request, outage: 'two of three are dead' });
  expect(progress.state).toBe('done');
  const revived = progress.steps.filter(({ id }) => id.startsWith('fe-1/revive-')).map(({ id }) => id);
  expect(revived.sort()).toEqual(['fe-1/revive-fe-2', 'fe-1/revive-fe-3']);
  await until('all serve', async () => {
    const nodes = await sandbox.control<readonly NodeState[]>('nodes');
    return nodes.every(({ state, alive }) => state === 'serving' && alive);
  });
});

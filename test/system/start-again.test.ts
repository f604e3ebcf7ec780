import { cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startAgain } from '../../activities/starrocks/start-again.ts';
import { until } from '../fixtures/until.ts';
import { useSandbox } from '../fixtures/use-sandbox.ts';
import { useTools } from '../fixtures/use-tools.ts';

interface NodeState {
  readonly name: string;
  readonly pid: number | null;
  readonly state: string;
  readonly alive: boolean;
}

const sandbox = useSandbox({ hosts: 3, frontends: 3 });
const tools = useTools();

async function stateOf(node: string): Promise<NodeState | undefined> {
  return (await sandbox.control<readonly NodeState[]>('nodes')).find(({ name }) => name === node);
}

async function startNode(node: string): Promise<string | undefined> {
  const input = { cluster: sandbox.cluster, node };
  await startAgain.plan(tools, input);
  const { evidence } = await startAgain.perform(tools, input);
  return evidence[0]?.answer;
}

function metaOf(node: string): string {
  const root = sandbox.info.hostsList.find(({ name }) => name === node)?.root ?? '';
  return join(root, 'opt/starrocks/fe/meta');
}

test('a member that was stopped goes on as the one it was, and only one process of it', async () => {
  await sandbox.control('kill', { node: 'fe-2' });
  expect(await startNode('fe-2')).toMatch(/^pid \d+$/);
  // By a slow start the leader has called it dead meanwhile, and does not any more a heartbeat later.
  await until('fe-2 serves and is called alive', async () => {
    const { state, alive } = (await stateOf('fe-2')) ?? {};
    return state === 'serving' && alive;
  });
  const before = await stateOf('fe-2');
  expect(await startNode('fe-2')).toBe(`runs already as pid ${before?.pid}`);
  expect(await stateOf('fe-2')).toEqual(before);
});

test('no leader is needed', async () => {
  for (const node of ['fe-1', 'fe-2', 'fe-3']) await sandbox.control('kill', { node });
  expect(await startNode('fe-1')).toMatch(/^pid \d+$/);
  expect(await startNode('fe-2')).toMatch(/^pid \d+$/);
  await until('fe-1 serves', async () => (await stateOf('fe-1'))?.state === 'serving');
});

test.each([
  ['nothing', (meta: string) => rmSync(meta, { recursive: true })],
  ['no ROLE', (meta: string) => rmSync(join(meta, 'image/ROLE'))],
  ['no VERSION', (meta: string) => rmSync(join(meta, 'image/VERSION'))],
  ['no journal', (meta: string) => rmSync(join(meta, 'bdb'), { recursive: true })],
])('with %s in its meta directory it is not started: it would found a second cluster', async (_what, harm) => {
  const meta = metaOf('fe-3');
  const kept = `${meta}.kept`;
  if (typeof (await stateOf('fe-3'))?.pid === 'number') await sandbox.control('kill', { node: 'fe-3' });
  renameSync(meta, kept);
  cpSync(kept, meta, { recursive: true });
  harm(meta);
  const before = list(meta);
  await expect(startNode('fe-3')).rejects.toMatchObject({
    code: 'COMMAND_FAILED',
    kind: 'refused',
    message: expect.stringContaining('would found a cluster of its own'),
  });
  expect(await stateOf('fe-3')).toMatchObject({ pid: null });
  expect(list(meta)).toEqual(before);
  rmSync(meta, { recursive: true, force: true });
  renameSync(kept, meta);
});

function list(dir: string): readonly string[] {
  return existsSync(dir) ? readdirSync(dir, { recursive: true }).map(String).sort() : [];
}

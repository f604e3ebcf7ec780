import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { composeSudo } from '../../activities/ssh/become.ts';
import { wrapForLoginShell } from '../../activities/ssh/login-shell.ts';
import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { useSandbox } from '../fixtures/use-sandbox.ts';

const sandbox = useSandbox();
const runner = useRunner();

function readCommands(): string[] {
  const lines = readFileSync(join(sandbox.info.dir, 'logs', 'commands.jsonl'), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as { command: string }).map(({ command }) => command);
}

test('an add on hosts with become does everything there as the other user', async () => {
  const cluster: StarRocksCluster = {
    ...sandbox.cluster,
    nodes: sandbox.cluster.nodes.map((node) => ({ ...node, ssh: { ...node.ssh, become: 'app' } })),
  };
  const progress = await runner.run(cluster, { nodes: ['fe-2'] });
  expect(progress.state).toBe('done');
  expect(progress.steps.flatMap(({ findings }) => findings ?? [])).toContainEqual({
    gate: 'become',
    severity: 'ok',
    subject: 'fe-2',
    message: expect.stringMatching(/^starrocks@\S+ may act as app, by sudo$/),
  });
  const commands = readCommands();
  expect(commands.length).toBeGreaterThan(10);
  expect(new Set(commands)).toEqual(new Set([wrapForLoginShell(composeSudo('app'))]));
});

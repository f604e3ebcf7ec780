import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DatabendCluster, metasOf, queriesOf } from '../../model/databend/cluster-spec.ts';
import type { OperationRequest } from '../../model/operation.ts';
import { SupervisedWorker } from '../faults/worker-process.ts';
import { OperationRunner } from '../fixtures/operation-runner.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { until } from '../fixtures/until.ts';
import { findSecrets, readHistoryText } from './find-secrets.ts';

/** The one that the cluster file refers to, and others that nobody told of: inside files that are edited and copied. */
const secrets = {
  'query password': 'Qn7-vy3TzR0pKw5s',
  'password of a peer': 'Pm2_hX8dLc4jBf6g',
  'password of the Query node for Meta': 'Zk5tNq1wGv9eYa3u',
};

let runner: OperationRunner;
let sandbox: TestSandbox<DatabendCluster>;
let worker: SupervisedWorker;
let cluster: DatabendCluster;

beforeAll(async () => {
  runner = await OperationRunner.connect();
  sandbox = await TestSandbox.start<DatabendCluster>({
    engine: 'databend',
    ...{ meta: 1, metaHosts: 2, queries: 1, autoSync: 0, speed: 20 },
  });
  cluster = await plant();
  worker = new SupervisedWorker(runner);
});
afterAll(async () => {
  await worker.stop();
  await sandbox.stop();
  await runner.close();
});

async function plant(): Promise<DatabendCluster> {
  const directory = join(sandbox.info.dir, 'secrets');
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'query-password');
  writeFileSync(path, `${secrets['query password']}\n`, { mode: 0o600 });
  edit(queriesOf(sandbox.cluster)[0]?.file, (text) =>
    text
      .replace(
        'auth_type = "no_password"',
        `auth_type = "sha256_password"\nauth_string = "${secrets['query password']}"`,
      )
      .replace('password = "root"', `password = "${secrets['password of the Query node for Meta']}"`),
  );
  // Beside what is changed in it, so that a diff with lines around would show it.
  edit(metasOf(sandbox.cluster)[0]?.file, (text) =>
    text.replace(/^(\s*)single\b/m, `$1auth_password = "${secrets['password of a peer']}"\n$1single`),
  );
  await sandbox.control('stop', { node: 'query-1' });
  await sandbox.control('start', { node: 'query-1' });
  await until('the Query node serves', async () => {
    const { units } = await sandbox.control<{ units: Record<string, { serves: boolean }> }>('snapshot');
    return units['query-1']?.serves;
  });
  return {
    ...sandbox.cluster,
    nodes: sandbox.cluster.nodes.map((node) =>
      node.role === 'query' ? { ...node, sql: { user: 'root', password: { from: 'file', path } } } : node,
    ),
  };
}

function edit(file: string | undefined, change: (text: string) => string): void {
  if (file === undefined) expect.fail('no such node');
  const text = readFileSync(file, 'utf8');
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(file, changed);
}

async function finish(request: Partial<OperationRequest>): Promise<string> {
  const handle = await runner.start(cluster, { role: 'meta', ...request });
  const { state, attention } = await runner.finish(handle);
  expect({ state, attention }).toEqual({ state: 'done', attention: undefined });
  return await readHistoryText(handle);
}

test('no secret is in the histories, the log of the worker or the command lines of an add and a removal', {
  timeout: 400_000,
}, async () => {
  const added = await finish({ verb: 'add', nodes: ['meta-2'] });
  // They were there to be told: the new file has the one, and the query that proved the Query node needed the other.
  const [, second] = metasOf(cluster);
  expect(findSecrets(readFileSync(second?.file ?? '', 'utf8'), secrets)).toEqual(['password of a peer']);
  expect(added).toContain('meta-2/query-query-1');
  expect(added).toContain('auth_password');
  expect(findSecrets(added, secrets)).toEqual([]);
  const removed = await finish({ verb: 'remove', nodes: ['meta-1'] });
  expect(removed).toContain('meta-1/endpoints-of-query-1:perform');
  expect(findSecrets(removed, secrets)).toEqual([]);

  const log = worker.output.join('');
  const commands = readFileSync(join(sandbox.info.dir, 'logs', 'commands.jsonl'), 'utf8');
  expect(log).not.toBe('');
  expect(commands).toContain('databend-meta');
  expect(findSecrets(log, secrets)).toEqual([]);
  expect(findSecrets(commands, secrets)).toEqual([]);
});

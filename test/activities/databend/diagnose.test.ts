import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type Server, createServer } from 'node:net';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { diagnose } from '../../../activities/databend/diagnose.ts';
import { createMetas } from '../../../activities/databend/metas.ts';
import { type DatabendCluster, metasOf } from '../../../model/databend/cluster-spec.ts';
import type { UnitCause } from '../../../model/databend/diagnose/unit-causes.ts';
import { isMusterError } from '../../../model/error.ts';
import { until } from '../../fixtures/until.ts';
import { useSandbox } from '../../fixtures/use-sandbox.ts';
import { useTools } from '../../fixtures/use-tools.ts';

const sandbox = useSandbox<DatabendCluster>({ engine: 'databend', meta: 3, metaHosts: 3, speed: 10 });
const tools = useTools();

const metas = createMetas(tools);
let file: string;
let text: string;

beforeAll(async () => {
  file = node().file;
  text = readFileSync(file, 'utf8');
});
beforeEach(async () => {
  await sandbox.control('stop', { node: 'meta-3' });
  writeFileSync(file, text);
});

const node = () => metasOf(sandbox.cluster).find(({ alias }) => alias === 'meta-3') ?? expect.fail('no meta-3');

/** Starts it, and gives what the step says of it: its error, or nothing when it runs. */
async function start(pace = sandbox.cluster.pace): Promise<string | undefined> {
  const input = { cluster: { ...sandbox.cluster, pace }, node: 'meta-3' };
  try {
    await metas.start.perform(input, await metas.start.plan(input));
    return undefined;
  } catch (error) {
    if (isMusterError(error) && error.code === 'COMMAND_FAILED') return error.message;
    throw error;
  }
}

async function causes(): Promise<readonly UnitCause[]> {
  return (await diagnose(tools, node())).map(({ cause }) => cause);
}

/** Some of them end a moment after the start. */
async function expectCause(cause: UnitCause): Promise<void> {
  await until(`it is diagnosed as ${cause}`, async () => (await causes())[0] === cause, 60_000);
}

const edit = (change: (before: string) => string) => writeFileSync(file, change(text));

test('one that runs and serves is well, and what its file says in vain is told with its line', async () => {
  edit((before) => before.replace('[raft_config]\n', '[raft_config]\nheartbeat_interval = 100\nraft_dirr = "/x"\n'));
  await start();
  await until('it is well', async () => (await causes())[0] === 'ignored-keys');
  expect(await diagnose(tools, node())).toMatchObject([
    { cause: 'ignored-keys', line: 'heartbeat_interval = 100', lasting: 'permanent' },
    {
      cause: 'ignored-keys',
      line: 'raft_dirr = "/x"',
      message: expect.stringContaining('raft_config.raft_dir may be meant'),
    },
  ]);
});

test.each([
  ['single-and-join', (before: string) => before.replace('[raft_config]\n', '[raft_config]\nsingle = true\n')],
  ['single-and-join', (before: string) => before.replace(/^(single|join).*$/gm, '')],
  ['itself-in-join', (before: string) => before.replace(/^join.*$/m, `join = ["${node().host}:28004"]`)],
  ['bad-config', (before: string) => `id = "x\n${before}`],
] as const)('a file with which it does not start: %s', async (cause, change) => {
  edit(change);
  await start();
  await expectCause(cause);
});

test('the step that starts it says why it does not run, by the line that says it', async () => {
  edit((before) => before.replace(/^(single|join).*$/gm, ''));
  // At this pace it is looked at until it has ended, however long its program takes to begin.
  expect(await start(10)).toMatch(
    /^databend-meta\.service on meta-3 failed: it ended with code 1: .*exactly one has to be set on every start \(Error: at least one of `single` and `join` needs to be enabled\)$/,
  );
});

test('a missing file', async () => {
  rmSync(file);
  await start();
  await expectCause('no-config');
});

test('a raft directory that its user may not use', async () => {
  await sandbox.control('fault', { name: 'raft-dir-denied', node: 'meta-3' });
  await start();
  await expectCause('permission');
  await sandbox.control('cure', { name: 'raft-dir-denied', node: 'meta-3' });
});

test('a port that another process has is told before it is started, and by the product for its admin port', async () => {
  const server: Server = createServer().listen(28_002, node().host);
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    expect(await start()).toMatch(
      /^databend-meta\.service is not started on meta-3: pid \d+ that is not its own listens on port 28002$/,
    );
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});

test('a join list with only dead addresses, whose reasons are empty', async () => {
  rmSync(node().raftDir, { recursive: true, force: true });
  edit((before) => before.replace(/^join.*$/m, `join = ["127.0.0.1:1"]`));
  await start();
  await expectCause('dead-join-list');
  const [found] = await diagnose(tools, node());
  expect(found).toMatchObject({ line: expect.stringMatching(/^Error: fail to join node-3 .*errors: ?$/) });
});

/** Starts it, and gives the process by which the sandbox knows it: that takes it a moment. */
async function startProcess(): Promise<number> {
  expect(await start()).toBeUndefined();
  return await until('its process is known', async () => {
    const nodes = await sandbox.control<{ name: string; pid: number | null }[]>('nodes');
    return nodes.find(({ name }) => name === 'meta-3')?.pid ?? undefined;
  });
}

test('how it was ended: stopped, killed, or by what its unit calls a reload', async () => {
  await startProcess();
  await sandbox.control('stop', { node: 'meta-3' });
  await expectCause('stopped');
  await startProcess();
  await sandbox.control('kill', { node: 'meta-3' });
  await expectCause('killed');
  process.kill(await startProcess(), 'SIGHUP');
  await expectCause('reloaded');
});

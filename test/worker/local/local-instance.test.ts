import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { SEARCH_ATTRIBUTES } from '../../../model/operation.ts';
import { choosePorts, findFreePort } from '../../../worker/local/choose-ports.ts';
import { readLocalFile, writeLocalFile } from '../../../worker/local/local-file.ts';
import { findProcesses, identifyProcess, isAlive } from '../../../worker/local/process-identity.ts';
import { type LocalInfo, readLocal } from '../../../worker/local/read-local.ts';
import { startLocal } from '../../../worker/local/start-local.ts';
import { stateFiles } from '../../../worker/local/state-directory.ts';
import { stopLocal } from '../../../worker/local/stop-local.ts';
import { until } from '../../fixtures/until.ts';

const said: string[] = [];
let stateDir: string;
let bundle: string;

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'muster-local-'));
  bundle = join(stateDir, 'bundle.js');
  const workflowsPath = fileURLToPath(new URL('../fixtures/dummy-workflow.ts', import.meta.url));
  const logger = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
  writeFileSync(bundle, (await bundleWorkflowCode({ workflowsPath, logger })).code);
  // Away from the usual ports, where somebody's own instance may be.
  writeLocalFile(stateDir, { ports: await choosePorts({ grpc: await findFreePort(), ui: await findFreePort() }) });
});

afterAll(async () => {
  await stopLocal({ stateDir });
  rmSync(stateDir, { recursive: true, force: true });
});

async function up(): Promise<LocalInfo> {
  said.length = 0;
  const activities = fileURLToPath(new URL('../fixtures/dummy-activities.js', import.meta.url));
  return startLocal({
    stateDir,
    temporalPath: inject('temporalPath'),
    say: (line) => said.push(line),
    workerParts: { bundle, activities },
    readyLimitMs: 120_000,
  });
}

async function withClient<Result>({ address, namespace }: LocalInfo, body: (client: Client) => Promise<Result>) {
  const connection = await Connection.connect({ address });
  try {
    return await body(new Client({ connection, namespace }));
  } finally {
    await connection.close();
  }
}

async function killAndAwait(pids: readonly (number | undefined)[]): Promise<void> {
  const identities = pids.map((pid) => identifyProcess(pid ?? 0));
  for (const identity of identities) if (identity !== undefined) process.kill(identity.pid, 'SIGKILL');
  await expect.poll(() => identities.some(isAlive), { timeout: 60_000 }).toBe(false);
}

test('what comes up is ready, and only its owner can look into it', async () => {
  const info = await up();
  expect(info).toEqual(readLocal(stateDir));
  expect(info.serverPid).toBeTypeOf('number');
  expect(info.workerPid).toBeTypeOf('number');
  expect(statSync(stateDir).mode & 0o777).toBe(0o700);
  await withClient(info, async (client) => {
    const query = Object.values(SEARCH_ATTRIBUTES)
      .map((name) => `${name} = 'x'`)
      .join(' OR ');
    expect((await client.workflow.count(query)).count).toBe(0);
    const { config } = await client.workflowService.describeNamespace({ namespace: info.namespace });
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 24 * 3600);
  });
  // It is ready when operations can run; its pages may come a moment later.
  await until('the UI answers', async () => (await fetch(info.uiUrl).catch(() => undefined))?.status === 200);
});

test('up again changes nothing and says so', async () => {
  const before = readLocal(stateDir);
  expect(await up()).toEqual(before);
  expect(said).toEqual(['Already up']);
});

test('two at the same time start one', async () => {
  await stopLocal({ stateDir });
  const [first, second] = await Promise.all([up(), up()]);
  expect(second).toEqual(first);
  expect(findProcesses(['--db-filename', stateFiles(stateDir).database])).toHaveLength(1);
});

test('a dead worker is started again beside the living server', async () => {
  const before = await up();
  await killAndAwait([before.workerPid]);
  const after = await up();
  expect(after.serverPid).toBe(before.serverPid);
  expect(after.workerPid).not.toBe(before.workerPid);
  expect(said).toEqual(['Starting the worker …']);
});

test('the worker has the variables of the shell that started it, its say in secrets among them', async () => {
  const before = readLocal(stateDir);
  await killAndAwait([before?.workerPid]);
  process.env.MUSTER_SECRET_COMMANDS = '/usr/bin/pass';
  try {
    const { workerPid } = await up();
    const variables = readFileSync(`/proc/${workerPid}/environ`, 'utf8').split('\0');
    expect(variables).toContain('MUSTER_SECRET_COMMANDS=/usr/bin/pass');
  } finally {
    delete process.env.MUSTER_SECRET_COMMANDS;
  }
});

test('a dead server is started again under the living worker, which finds it by itself', async () => {
  const before = await up();
  await killAndAwait([before.serverPid]);
  const after = await up();
  expect(after.serverPid).not.toBe(before.serverPid);
  expect(after.workerPid).toBe(before.workerPid);
  expect(said).toEqual([expect.stringMatching(/^Starting Temporal server/)]);
});

test('a search attribute that is missing in an existing database is added', async () => {
  const info = await up();
  const list = (client: Client) =>
    client.connection.operatorService.listSearchAttributes({ namespace: info.namespace });
  await withClient(info, async (client) => {
    const { step } = SEARCH_ATTRIBUTES;
    const request = { namespace: info.namespace, searchAttributes: [step] };
    await client.connection.operatorService.removeSearchAttributes(request);
    expect((await list(client)).customAttributes).not.toHaveProperty(step);
    await up();
    expect((await list(client)).customAttributes).toHaveProperty(step);
    expect((await client.workflow.count(`${step} = 'x'`)).count).toBe(0);
  });
});

test('a worker of another build is replaced', async () => {
  const before = await up();
  const file = readLocalFile(stateDir);
  if (file?.worker === undefined) throw new Error('No worker is known');
  writeLocalFile(stateDir, { ...file, worker: { ...file.worker, buildId: 'older' } });
  const after = await up();
  expect(after.workerPid).not.toBe(before.workerPid);
  expect(said[0]).toBe('Restarting the worker: muster has changed since it was started');
});

test('operations go on after everything was killed, on the same ports', async () => {
  const before = await up();
  const workflowId = 'survivor';
  await withClient(before, (client) => client.workflow.start('waiting', { workflowId, taskQueue: before.taskQueue }));
  await killAndAwait([before.serverPid, before.workerPid]);
  expect(readLocal(stateDir)).toMatchObject({ serverPid: undefined, workerPid: undefined });

  const after = await up();
  expect(after.address).toBe(before.address);
  const answer = await withClient(after, async (client) => {
    const handle = client.workflow.getHandle<() => Promise<string>>(workflowId);
    await handle.signal('finish');
    return handle.result();
  });
  expect(answer).toBe(`answered by ${after.workerPid}`);
});

test('what a killed up left behind is stopped, not doubled', async () => {
  const before = await up();
  const file = readLocalFile(stateDir);
  if (file === undefined) throw new Error('Nothing is known');
  writeLocalFile(stateDir, { ports: file.ports });
  const after = await up();
  expect(after.serverPid).not.toBe(before.serverPid);
  expect(findProcesses(['--db-filename', stateFiles(stateDir).database])).toHaveLength(1);
  expect(findProcesses(['--state-dir', stateDir])).toHaveLength(1);
});

test('down ends both and loses nothing', async () => {
  const before = await up();
  const workflowId = 'sleeper';
  await withClient(before, (client) => client.workflow.start('waiting', { workflowId, taskQueue: before.taskQueue }));
  expect(await stopLocal({ stateDir })).toBe(true);
  expect(findProcesses(['--state-dir', stateDir])).toEqual([]);
  expect(findProcesses(['--db-filename', stateFiles(stateDir).database])).toEqual([]);
  expect(await stopLocal({ stateDir })).toBe(false);

  const after = await up();
  const status = await withClient(
    after,
    async (client) => (await client.workflow.getHandle(workflowId).describe()).status.name,
  );
  expect(status).toBe('RUNNING');
});

test('a remembered port that somebody has taken is replaced, and said', async () => {
  const before = await up();
  await stopLocal({ stateDir });
  const port = Number(before.address.split(':')[1]);
  const squatter = await new Promise<Server>((resolve) => {
    const server = createServer().listen(port, '127.0.0.1', () => resolve(server));
  });
  try {
    const after = await up();
    expect(after.address).not.toBe(before.address);
    expect(said[0]).toMatch(/^Other ports than last time/);
    await stopLocal({ stateDir });
  } finally {
    await new Promise((resolve) => squatter.close(resolve));
  }
});

test('a database of another server version is refused with both ways out', async () => {
  await stopLocal({ stateDir });
  const { databaseVersion } = stateFiles(stateDir);
  const version = readFileSync(databaseVersion, 'utf8');
  writeFileSync(databaseVersion, '1.2.3\n');
  try {
    await expect(up()).rejects.toMatchObject({
      code: 'LOCAL_FAILED',
      message: expect.stringContaining('made by Temporal server 1.2.3'),
      hint: expect.stringContaining('--temporal-path'),
    });
  } finally {
    writeFileSync(databaseVersion, version);
  }
});

test('a server that cannot start is told with its own words', async () => {
  await stopLocal({ stateDir });
  const fake = join(stateDir, 'fake-temporal');
  const version = readFileSync(stateFiles(stateDir).databaseVersion, 'utf8').trim();
  const script = `#!/bin/sh\n[ "$1" = --version ] && echo "temporal version 1 (Server ${version}, UI 1)" && exit\nsleep 0.2; echo 'disk is full' >&2; exit 1\n`;
  writeFileSync(fake, script, { mode: 0o755 });
  const failing = startLocal({ stateDir, temporalPath: fake });
  await expect(failing).rejects.toMatchObject({
    code: 'LOCAL_FAILED',
    message: expect.stringMatching(/ended while it started: .*disk is full/),
  });
});

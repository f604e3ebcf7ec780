import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { WorkerHealth } from '../../worker/health-file.ts';
import { findFreePort } from '../../worker/local/choose-ports.ts';

const taskQueue = `worker-main-${process.pid}`;
let directory: string;
let health: string;
let metricsPort: number;
let child: ChildProcess;
let output = '';

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'muster-worker-main-'));
  health = join(directory, 'health.json');
  const bundle = join(directory, 'bundle.js');
  const logger = { log() {}, trace() {}, debug() {}, info() {}, warn() {}, error() {} };
  const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));
  const { code } = await bundleWorkflowCode({ workflowsPath: fixture('dummy-workflow.ts'), logger });
  writeFileSync(bundle, code);
  metricsPort = await findFreePort();
  child = spawn(
    process.execPath,
    [
      ...['dist/worker/main.js', '--task-queue', taskQueue, '--health-file', health, '--bundle', bundle],
      ...['--activities', fixture('dummy-activities.js'), '--faults', fixture('dummy-faults.js')],
      ...['--metrics', `127.0.0.1:${metricsPort}`],
    ],
    {
      // The standard client profile: what a worker beside a real cluster is given.
      env: {
        ...process.env,
        TEMPORAL_ADDRESS: inject('temporalAddress'),
        TEMPORAL_NAMESPACE: inject('temporalNamespace'),
        HOME: directory,
        XDG_CONFIG_HOME: directory,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
});

afterAll(() => {
  child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

function readHealth(): WorkerHealth | undefined {
  return existsSync(health) ? (JSON.parse(readFileSync(health, 'utf8')) as WorkerHealth) : undefined;
}

test('a worker works by the standard client profile, with faults between the try and the activity', async () => {
  await expect.poll(() => readHealth()?.phase, { timeout: 120_000, message: output }).toBe('polling');
  expect(readHealth()?.pid).toBe(child.pid);
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  try {
    const client = new Client({ connection, namespace: inject('temporalNamespace') });
    const workflowId = `${taskQueue}/1`;
    const answer = await client.workflow.execute('runActivity', { workflowId, taskQueue, args: ['answer', null] });
    expect(answer).toBe(`answered by ${child.pid}`);
  } finally {
    await connection.close();
  }
  // Its line comes through a pipe, on its own way.
  await expect.poll(() => output, { timeout: 60_000 }).toContain('An activity failed by a defect');
});

test('metrics are served where they were asked for', async () => {
  const read = async () => await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  await expect.poll(read, { timeout: 60_000 }).toContain('temporal_activity_execution_failed');
});

test('SIGTERM drains the worker, and its health file is gone', async () => {
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(readHealth()).toBeUndefined();
});

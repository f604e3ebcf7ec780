import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Connection } from '@temporalio/client';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { TASK_QUEUE } from '../../model/operation.ts';
import { packageRoot } from '../../worker/package-root.ts';
import { prepareNamespace } from '../../worker/server/prepare-namespace.ts';
import { SupervisedWorker } from '../faults/worker-process.ts';
import { HookServer } from '../fixtures/hook-server.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { until } from '../fixtures/until.ts';

const TOKEN = 'T0KEN-of-the-hook';
let sandbox: TestSandbox;
let server: HookServer;
let directory: string;
let file: string;
let program: string;
let namespace: string;
let worker: SupervisedWorker | undefined;

beforeAll(async () => {
  sandbox = await TestSandbox.start({ hosts: 1 });
  server = await HookServer.start();
  directory = mkdtempSync(join(tmpdir(), 'muster-hooks-'));
  program = join(directory, 'hook-address');
  // Beside that of the sandbox: its secrets are named from there.
  file = join(dirname(sandbox.info.clusterFile), 'with-a-hook.yaml');
  const known = readFileSync(sandbox.info.clusterFile, 'utf8');
  writeFileSync(file, `${known}\nnotify: [{ url: "exec:${program}", on: [needs-attention] }]\n`);
});
afterAll(async () => {
  await server.stop();
  await sandbox.stop();
  rmSync(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  // Its own, so that no worker of another test is asked.
  namespace = `hooks-${crypto.randomUUID()}`;
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  await prepareNamespace(connection, namespace, AbortSignal.timeout(180_000));
  await connection.close();
});
afterEach(async () => {
  await worker?.stop('SIGTERM');
});

function writeProgram(...lines: readonly string[]): void {
  writeFileSync(program, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(program, 0o700);
}

/** What `muster check` prints where a worker runs with these variables, as one line. */
async function check(
  env: Readonly<Record<string, string>>,
): Promise<{ readonly exitCode: number; readonly text: string }> {
  const address = inject('temporalAddress');
  worker = new SupervisedWorker({ address, namespace, taskQueue: TASK_QUEUE }, undefined, {
    bundle: join(packageRoot(), 'dist/workflow-bundle.js'),
    activities: join(packageRoot(), 'dist/activities/registry.js'),
    env: { MUSTER_SECRET_COMMANDS: '', ...env },
  });
  const words = [join(packageRoot(), 'dist/client/main.js'), 'check', '-f', file];
  const around = { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace, HOME: directory, COLUMNS: '400' };
  return await until(
    'the worker was asked',
    async () => {
      const { exitCode = -1, stdout } = await execa(process.execPath, words, {
        env: { PATH: process.env.PATH ?? '', ...around },
        extendEnv: false,
        reject: false,
      });
      const text = stdout.replaceAll(/\s+/g, ' ');
      return text.includes('was asked as well') && { exitCode, text };
    },
    120_000,
  );
}

test('a program that the worker does not list is not run, and the screen says which line lets it', async () => {
  writeProgram(`touch ${directory}/ran`, `echo ${server.url(`/${TOKEN}`)}`);
  const { exitCode, text } = await check({});
  expect(text).toContain('! hooks expected: the worker knows where notices are sent');
  expect(text).toContain(
    `nobody is told through this hook: The worker may not follow the reference exec:${program} (as seen from the worker`,
  );
  expect(text).toContain(
    `export MUSTER_SECRET_COMMANDS=${program} # in the worker's environment, then start the worker again`,
  );
  // No operation needs a hook.
  expect(exitCode).toBe(0);
  expect(() => readFileSync(join(directory, 'ran'))).toThrow('ENOENT');
});

test('one that it lists is asked, passes, and nothing is sent; its answer is on no screen', async () => {
  writeProgram(`echo ${server.url(`/${TOKEN}`)}`);
  const { exitCode, text } = await check({ MUSTER_SECRET_COMMANDS: `/bin/other,${program}` });
  expect(exitCode).toBe(0);
  expect(text).toMatch(/passed: [^✗!]*\bhooks\b/);
  expect(text).not.toContain('nobody is told');
  expect(text).not.toContain(TOKEN);
  expect(server.received).toEqual([]);
});

test('one that fails, or says what is no address, is a warning that does not say what it said', async () => {
  writeProgram(`echo ${TOKEN} >&2`, 'exit 3');
  const failed = await check({ MUSTER_SECRET_COMMANDS: program });
  expect(failed.text).toMatch(/! hooks .*nobody is told through this hook: .*hook-address/);
  expect(failed.text).not.toContain(TOKEN);
  await worker?.stop('SIGTERM');

  writeProgram(`echo hooks.example.org/${TOKEN}`);
  const wrong = await check({ MUSTER_SECRET_COMMANDS: program });
  expect(wrong.text).toContain(`What exec:${program} leads to is no address with https:// or http://`);
  expect(wrong.text).not.toContain(TOKEN);
});

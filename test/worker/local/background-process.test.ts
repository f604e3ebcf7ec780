import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lastLines, startInBackground, stopProcess } from '../../../worker/local/background-process.ts';
import { isAlive } from '../../../worker/local/process-identity.ts';

/** A shell takes its time to begin on a busy machine. */
const LOADED = { timeout: 60_000 };
let directory: string;
let log: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'muster-background-'));
  log = join(directory, 'program.log');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function startShell(script: string) {
  return startInBackground({ command: 'bash', args: ['-c', script], cwd: directory, log });
}

test('its lines go to the log, which only its owner can read', async () => {
  const identity = await startShell('echo out; echo err >&2; exec sleep 300');
  await expect.poll(() => readFileSync(log, 'utf8'), LOADED).toBe('out\nerr\n');
  expect(statSync(log).mode & 0o777).toBe(0o600);
  expect(await stopProcess(identity, { signal: 'SIGTERM', limitMs: 60_000 })).toBe(true);
  expect(isAlive(identity)).toBe(false);
});

test('one that does not listen to the signal is killed, and that is told', async () => {
  const identity = await startShell("trap '' TERM; echo deaf; while :; do sleep 0.05; done");
  await expect.poll(() => readFileSync(log, 'utf8'), LOADED).toBe('deaf\n');
  expect(await stopProcess(identity, { signal: 'SIGTERM', limitMs: 100 })).toBe(false);
  expect(isAlive(identity)).toBe(false);
});

test('a process that merely has the same pid is not signalled', async () => {
  const identity = await startShell('exec sleep 300');
  try {
    const older = { ...identity, started: 'another-boot 1' };
    expect(await stopProcess(older, { signal: 'SIGKILL', limitMs: 100 })).toBe(true);
    expect(isAlive(identity)).toBe(true);
  } finally {
    await stopProcess(identity, { signal: 'SIGKILL', limitMs: 10_000 });
  }
});

test('a log over 10 MB is put aside at the start', async () => {
  writeFileSync(log, Buffer.alloc((10 << 20) + 1, 'x'));
  const identity = await startShell('exec sleep 300');
  await stopProcess(identity, { signal: 'SIGTERM', limitMs: 10_000 });
  expect(statSync(`${log}.1`).size).toBe((10 << 20) + 1);
  expect(statSync(log).size).toBe(0);
});

test('a program that is not there is an error with its name', async () => {
  const starting = startInBackground({ command: join(directory, 'none'), args: [], cwd: directory, log });
  await expect(starting).rejects.toMatchObject({
    code: 'LOCAL_FAILED',
    message: `${directory}/none cannot be started`,
  });
});

test('of a log an error quotes what is said, not stacks and JSON', () => {
  const json = JSON.stringify({ level: 'ERROR', msg: 'cannot listen', error: 'address in use', time: 'x' });
  writeFileSync(
    log,
    `first\n${json}\nError: no bundle\n    at main (file:1)\n    at run (file:2)\n\nNode.js v20.0.0\n`,
  );
  expect(lastLines(log)).toBe('first | cannot listen: address in use | Error: no bundle');
});

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../../../worker/local/file-lock.ts';
import { identifyProcess } from '../../../worker/local/process-identity.ts';

let directory: string;
let path: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'muster-lock-'));
  path = join(directory, 'lock');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('one at a time, and the file is gone afterwards', async () => {
  let inside = 0;
  let most = 0;
  const enter = () =>
    withLock(path, {}, async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    });
  await Promise.all([enter(), enter(), enter()]);
  expect(most).toBe(1);
  expect(readdirSync(directory)).toEqual([]);
});

test('the lock is given back when the body throws', async () => {
  const failing = withLock(path, {}, () => Promise.reject(new Error('inside')));
  await expect(failing).rejects.toThrow('inside');
  expect(readdirSync(directory)).toEqual([]);
});

test('a holder that was killed holds nothing', async () => {
  const child = spawn('sleep', ['300'], { stdio: 'ignore' });
  writeFileSync(path, JSON.stringify(identifyProcess(child.pid ?? 0)));
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  expect(await withLock(path, { limitMs: 0 }, async () => 'taken')).toBe('taken');
});

test('a pid that belongs to another process since a reboot holds nothing', async () => {
  writeFileSync(path, JSON.stringify({ pid: process.pid, started: 'another-boot 4711' }));
  expect(await withLock(path, { limitMs: 0 }, async () => 'taken')).toBe('taken');
});

test('a torn lock file holds nothing', async () => {
  writeFileSync(path, '{"pi');
  expect(await withLock(path, { limitMs: 0 }, async () => 'taken')).toBe('taken');
});

test('a living holder is named when it takes too long', async () => {
  const child = spawn('sleep', ['300'], { stdio: 'ignore' });
  try {
    writeFileSync(path, JSON.stringify(identifyProcess(child.pid ?? 0)));
    const told: number[] = [];
    const waiting = withLock(path, { limitMs: 0, busy: ({ pid }) => told.push(pid) }, async () => 'taken');
    await expect(waiting).rejects.toMatchObject({ code: 'LOCAL_FAILED', hint: `ps -p ${child.pid} -o args=` });
  } finally {
    child.kill('SIGKILL');
  }
});

import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { awaitEnding } from '../../../activities/process/await-ending.ts';
import { describePid } from '../../../activities/process/find-process.ts';
import { stopProcess } from '../../../activities/process/stop-process.ts';
import { SshPool } from '../../../activities/ssh/pool.ts';
import { endProcess, startSleeper } from '../../fixtures/sleeper.ts';
import { type SshServer, startSshServer } from '../../fixtures/ssh-server.ts';

let server: SshServer;
let pool: SshPool;
let dir: string;
const children: ChildProcess[] = [];
beforeAll(async () => {
  server = await startSshServer();
  pool = new SshPool();
  dir = mkdtempSync(join(tmpdir(), 'muster-ending-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) await endProcess(child);
});
afterAll(async () => {
  await pool.close();
  await server.close();
  rmSync(dir, { recursive: true });
});
async function sleeper(onTerm?: string) {
  const child = await startSleeper(['StarRocksFE'], onTerm);
  children.push(child);
  return { child, pid: child.pid as number };
}
const markers = ['StarRocksFE'];

test('one that was told to end, and has not, is waited for; the note of it goes with it', async () => {
  const note = join(dir, 'told');
  const { child, pid } = await sleeper('');
  await expect(stopProcess(pool, server.target, { pid, markers, note, limitMs: 200 })).rejects.toMatchObject({
    code: 'COMMAND_TIMEOUT',
  });
  const started = (await describePid(pool, server.target, pid))?.started;
  expect(readFileSync(note, 'utf8')).toBe(`${pid} ${started}\n`);
  await expect(awaitEnding(pool, server.target, { note, limitMs: 200 })).rejects.toMatchObject({
    code: 'COMMAND_TIMEOUT',
    kind: 'refused',
    message: expect.stringContaining(`Process ${pid} on`),
  });
  const waiting = awaitEnding(pool, server.target, { note, limitMs: 60_000 });
  await endProcess(child);
  await waiting;
  expect(existsSync(note)).toBe(false);
});

test('behind one that has ended there is no note, and nothing is waited for', async () => {
  const note = join(dir, 'ended');
  const { pid } = await sleeper();
  expect(await stopProcess(pool, server.target, { pid, markers, note })).toBe('stopped');
  expect(existsSync(note)).toBe(false);
  await awaitEnding(pool, server.target, { note, limitMs: 200 });
});

test('where the note cannot be written it is ended all the same', async () => {
  const { pid } = await sleeper();
  const note = join(dir, 'no such directory', 'note');
  expect(await stopProcess(pool, server.target, { pid, markers, note })).toBe('stopped');
});

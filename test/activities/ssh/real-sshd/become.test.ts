import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { putFile } from '../../../../activities/files/put-file.ts';
import { SshPool } from '../../../../activities/ssh/pool.ts';
import { runScript } from '../../../../activities/ssh/run-script.ts';
import type { SshTarget } from '../../../../model/cluster.ts';
import { type RealSshd, startRealSshd } from '../../../fixtures/real-sshd.ts';
import { until } from '../../../fixtures/until.ts';

const OTHER = 'nobody';
const limitMs = 30_000;

let sshd: RealSshd;
let pool: SshPool;
let target: SshTarget;
let home: string;

beforeAll(async () => {
  sshd = await startRealSshd();
  pool = new SshPool();
  target = { ...sshd.target, become: OTHER };
  chmodSync(sshd.dir, 0o755);
  home = join(sshd.dir, 'home');
  mkdirSync(home);
  chmodSync(home, 0o777);
});
afterAll(async () => {
  await pool.close();
  await sshd.close();
});

const isAlive = (pid: number) => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

test('through sshd and sudo a script is the other user, with its input and its code', async () => {
  const result = await runScript(pool, target, 'id -un; cat; echo problem >&2; exit 3', {
    stdin: Buffer.from('from input'),
    limitMs,
    allowedCodes: [3],
  });
  expect(result).toEqual({ code: 3, stdout: `${OTHER}\nfrom input`, stderr: 'problem\n', truncated: false });
});

test('through sshd and sudo a file of many megabytes arrives whole and is the other user’s', async () => {
  const path = join(home, 'big');
  const content = randomBytes(6_000_000);
  await putFile(pool, target, { path, source: { content }, mode: 0o640 });
  expect(readFileSync(path).equals(content)).toBe(true);
  expect(statSync(path).mode & 0o777).toBe(0o640);
  const { stdout } = await runScript(pool, target, 'stat -c %U "$1"', { args: [path], limitMs });
  expect(stdout).toBe(`${OTHER}\n`);
});

test.each(['given up', 'lost'])('through sshd and sudo a command that is %s ends on the host', async (how) => {
  const file = join(home, how);
  const abort = new AbortController();
  const running = runScript(pool, target, 'echo $$ > "$1"; sleep 300 & wait', {
    args: [file],
    limitMs: 600_000,
    signal: abort.signal,
  });
  const outcome = running.then(
    () => 'ended',
    () => 'rejected',
  );
  await until('the command has begun', () => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n'));
  if (how === 'lost') sshd.killSessions();
  else abort.abort(new Error('given up'));
  expect(await outcome).toBe('rejected');
  await until('the command has ended', () => !isAlive(Number(readFileSync(file, 'utf8'))));
});

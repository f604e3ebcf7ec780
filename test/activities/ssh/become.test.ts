import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { putFile } from '../../../activities/files/put-file.ts';
import { readFile } from '../../../activities/files/read-file.ts';
import { startDetached } from '../../../activities/process/start-detached.ts';
import { stopProcess } from '../../../activities/process/stop-process.ts';
import { wrapForLoginShell } from '../../../activities/ssh/login-shell.ts';
import { SshPool } from '../../../activities/ssh/pool.ts';
import { runScript } from '../../../activities/ssh/run-script.ts';
import type { SshTarget } from '../../../model/cluster.ts';
import { type SshServer, startSshServer } from '../../fixtures/ssh-server.ts';
import { until } from '../../fixtures/until.ts';

/** The real sudo of this machine. `.ci/run` installs it; the account of the test may use it without a password. */
const OTHER = 'nobody';
const limitMs = 20_000;

let server: SshServer;
let pool: SshPool;
let target: SshTarget;
/** Directory of the other user. */
let home: string;

beforeAll(async () => {
  // As with OpenSSH, whose session may not signal what sudo runs.
  server = await startSshServer({ signals: false });
  pool = new SshPool();
  target = { ...server.target, become: OTHER };
  chmodSync(server.dir, 0o755);
  home = join(server.dir, 'home');
  mkdirSync(home);
  chmodSync(home, 0o777);
});
afterAll(async () => {
  await pool.close();
  await server.close();
});

const uidOf = async (user: string) =>
  Number((await runScript(pool, server.target, `id -u ${user}`, { limitMs })).stdout);
const isAlive = (pid: number) => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};
const hasPid = (name: string) => existsSync(join(home, name)) && readFileSync(join(home, name), 'utf8').endsWith('\n');
const readPid = (name: string) => Number(readFileSync(join(home, name), 'utf8'));

describe('a script on a host with become', () => {
  test('is the other user, with its arguments, variables and input unchanged', async () => {
    const result = await runScript(
      pool,
      target,
      'id -un; echo "$#|$1|$2|$GREETING|$PWD"; cat; echo problem >&2; exit 3',
      {
        args: ["it's; $(rm -rf /)", 'a\nb'],
        env: { GREETING: 'hello "you"' },
        stdin: Buffer.from('}\nexit 9\nfrom input'),
        limitMs,
        allowedCodes: [3],
      },
    );
    expect(result).toEqual({
      code: 3,
      stdout: `${OTHER}\n2|it's; $(rm -rf /)|a\nb|hello "you"|/\n}\nexit 9\nfrom input`,
      stderr: 'problem\n',
      truncated: false,
    });
  });

  test('without input reads nothing and ends with its own code', async () => {
    const result = await runScript(pool, target, 'cat; echo "end $1" ; echo problem >&2; exit 4', {
      args: ['of it'],
      env: { JAVA_HOME: '/opt/java 17' },
      limitMs,
      allowedCodes: [4],
    });
    expect(result).toEqual({ code: 4, stdout: 'end of it\n', stderr: 'problem\n', truncated: false });
    await expect(runScript(pool, target, 'kill -KILL $$', { limitMs })).rejects.toMatchObject({
      message: expect.stringMatching(/code 137$/),
    });
  });

  test('is always the same words for sudo: nothing of it is in an argument', async () => {
    await runScript(pool, target, ': text of the script', { args: ['an argument'], limitMs });
    expect(server.commands.at(-1)).toBe(wrapForLoginShell(`exec env LANGUAGE=en sudo -n -H -u '${OTHER}' -- bash -s`));
  });

  test('never begins when a half of it arrived', async () => {
    const begun = join(home, 'half');
    server.cutAfterInput(100);
    await expect(runScript(pool, target, `touch ${begun}\n${'#'.repeat(200_000)}`, { limitMs })).rejects.toMatchObject({
      code: 'SSH_LOST',
      kind: 'unknown',
    });
    expect((await runScript(pool, target, 'echo again', { limitMs })).stdout).toBe('again\n');
    expect(existsSync(begun)).toBe(false);
  });

  test('ends when its limit runs out, when it is aborted and when the line breaks, although no signal reaches it', async () => {
    const long = (name: string) => `echo $$ > ${home}/${name}; sleep 300 & wait`;
    // On a busy machine it takes its time before it begins.
    const limited = runScript(pool, target, long('limit.pid'), { limitMs: 6_000 });
    await expect(limited).rejects.toMatchObject({ code: 'COMMAND_TIMEOUT', kind: 'unknown' });
    await until('the limited one has ended', () => hasPid('limit.pid') && !isAlive(readPid('limit.pid')));

    const abort = new AbortController();
    const aborted = runScript(pool, target, long('abort.pid'), { limitMs: 600_000, signal: abort.signal });
    const outcome = expect(aborted).rejects.toThrow('cancelled');
    await until('the command has begun', () => hasPid('abort.pid'));
    abort.abort(new Error('cancelled'));
    await outcome;
    await until('the aborted one has ended', () => !isAlive(readPid('abort.pid')));

    const lost = runScript(pool, target, long('lost.pid'), { limitMs: 600_000 });
    const loss = expect(lost).rejects.toMatchObject({ code: 'SSH_LOST' });
    await until('the command has begun', () => hasPid('lost.pid'));
    server.cut();
    await loss;
    await until('the lost one has ended', () => !isAlive(readPid('lost.pid')));
  });

  test('does not hang on an input that breaks', async () => {
    const input = new PassThrough();
    const running = runScript(pool, target, 'cat', { stdin: input, limitMs, what: 'the upload' });
    input.write('half');
    input.destroy(new Error('read error'));
    await expect(running).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining('read error') });
  });
});

describe('files and processes of a host with become', () => {
  test('a file is placed whole, as a file of the other user with its mode, and read again', async () => {
    const path = join(home, 'big');
    const content = randomBytes(6_000_000);
    expect(await putFile(pool, target, { path, source: { content }, mode: 0o640 })).toMatchObject({ skipped: false });
    const { uid, mode } = statSync(path);
    expect({ uid, mode: mode & 0o777 }).toEqual({ uid: await uidOf(OTHER), mode: 0o640 });
    expect(await putFile(pool, target, { path, source: { content }, mode: 0o600 })).toMatchObject({ skipped: true });
    const read = await readFile(pool, target, path, { maxBytes: 8_000_000 });
    expect(read).toMatchObject({ exists: true, mode: 0o600 });
    expect(read.content?.equals(content)).toBe(true);
  });

  test('a transfer that breaks off leaves the old content', async () => {
    const path = join(home, 'kept');
    await putFile(pool, target, { path, source: { content: Buffer.from('old') }, mode: 0o600 });
    server.cutAfterInput(500_000);
    await expect(
      putFile(pool, target, { path, source: { content: randomBytes(6_000_000) }, mode: 0o600 }),
    ).rejects.toMatchObject({ code: 'SSH_LOST' });
    await until('the writer on the host has ended', () => server.channels.now === 0);
    expect((await readFile(pool, target, path)).content?.toString()).toBe('old');
    expect(readdirSync(home).filter((name) => name.startsWith('kept'))).toEqual(['kept']);
  });

  test('a process outlives the command that started it, belongs to the other user and is stopped as that user', async () => {
    const logFile = join(home, 'sleeper.log');
    const command = ['bash', '-c', 'echo up; exec -a muster-become-sleeper sleep 300'];
    const first = new SshPool();
    const { pid } = await startDetached(first, target, { token: 'one', command, cwd: home, logFile });
    await first.close();
    await until('the process runs', () => readFileSync(logFile, 'utf8').includes('up'));
    expect(isAlive(pid)).toBe(true);
    expect(statSync(`/proc/${pid}`).uid).toBe(await uidOf(OTHER));
    await until('it is the sleeper', () => readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('muster-become'));
    expect(await stopProcess(pool, target, { pid, markers: ['muster-become-sleeper'] })).toBe('stopped');
    expect(isAlive(pid)).toBe(false);
  });
});

describe('a host on which sudo refuses', () => {
  test('an unknown user is told as such and no code of sudo is taken for an answer of the script', async () => {
    const unknown = { ...target, become: 'no-such-user' };
    await expect(runScript(pool, unknown, 'exit 1', { limitMs, allowedCodes: [0, 1] })).rejects.toMatchObject({
      code: 'BECOME_REFUSED',
      kind: 'refused',
      message: '127.0.0.1 knows no user no-such-user',
    });
  });

  test('a password that is wanted is told with the line for sudoers', async () => {
    const poor = await startSshServer({ as: OTHER });
    chmodSync(poor.dir, 0o755);
    try {
      await expect(runScript(pool, { ...poor.target, become: 'daemon' }, 'true', { limitMs })).rejects.toMatchObject({
        code: 'BECOME_REFUSED',
        message: 'ops@127.0.0.1 may not act as daemon without a password',
        hint: expect.stringContaining('ops ALL=(daemon) NOPASSWD: /usr/bin/bash -s'),
      });
    } finally {
      await poor.close();
    }
  });
});

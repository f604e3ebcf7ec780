import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SshPool } from '../../../activities/ssh/pool.ts';
import { runScript } from '../../../activities/ssh/run-script.ts';
import { type SshServer, startSshServer } from '../../fixtures/ssh-server.ts';
import { until } from '../../fixtures/until.ts';

let server: SshServer;
let pool: SshPool;
const limitMs = 20_000;
/** Of a command that is to run into it: long enough to begin on a busy machine. */
const shortMs = 6_000;

beforeAll(async () => {
  server = await startSshServer();
  pool = new SshPool();
});
afterAll(async () => {
  await pool.close();
  await server.close();
});

const isAlive = (pid: number) => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};
const readPid = (file: string) => Number(readFileSync(join(server.dir, file), 'utf8'));

describe('runScript', () => {
  it('gives the script its arguments, variables and input unchanged, and returns both outputs and the code', async () => {
    const result = await runScript(pool, server.target, 'echo "$#|$1|$2|$GREETING"; cat; echo problem >&2; exit 3', {
      args: ["it's; $(rm -rf /)", 'a\nb'],
      env: { GREETING: 'hello "you"' },
      stdin: Buffer.from('from input'),
      limitMs,
      allowedCodes: [3],
    });
    expect(result).toEqual({
      code: 3,
      stdout: '2|it\'s; $(rm -rf /)|a\nb|hello "you"\nfrom input',
      stderr: 'problem\n',
      truncated: false,
    });
  });

  it('gives a script without input an empty one', async () => {
    const { stdout } = await runScript(pool, server.target, 'cat; echo end', { limitMs });
    expect(stdout).toBe('end\n');
  });

  it('keeps input out of the command line', async () => {
    await runScript(pool, server.target, 'cat > /dev/null', { stdin: Buffer.from('s3cret-input'), limitMs });
    expect(server.commands.join('\n')).not.toContain('s3cret-input');
  });

  it('says the code and the last line of stderr when a code is not allowed', async () => {
    const failing = runScript(pool, server.target, 'echo first >&2; echo "disk is full" >&2; exit 9', {
      limitMs,
      what: 'the survey',
    });
    await expect(failing).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      kind: 'transient',
      message: 'the survey on ops@127.0.0.1 ended with code 9: disk is full',
    });
    await expect(runScript(pool, server.target, 'exit 9', { limitMs, kind: 'refused' })).rejects.toMatchObject({
      kind: 'refused',
    });
  });

  it('calls death by a signal 128 and the number of the signal', async () => {
    await expect(runScript(pool, server.target, 'kill -KILL $$', { limitMs })).rejects.toMatchObject({
      message: expect.stringContaining('code 137'),
    });
  });

  it('keeps head and tail of a long output and says that something is missing', async () => {
    const result = await runScript(
      pool,
      server.target,
      'echo begin; head -c 3000000 /dev/zero | tr "\\0" x; echo; echo end',
      {
        limitMs,
        maxOutput: 2000,
      },
    );
    expect(result.truncated).toBe(true);
    expect(result.stdout.startsWith('begin\nxxx')).toBe(true);
    expect(result.stdout.endsWith('xxx\nend\n')).toBe(true);
    expect(result.stdout).toContain('2998011 bytes left out');
    expect(result.stdout.length).toBeLessThan(2100);
  });

  it('runs commands beside each other on one connection, never more than eight', async () => {
    const before = server.accepted();
    server.channels.most = 0;
    const numbers = Array.from({ length: 30 }, (_, number) => number);
    const answers = await Promise.all(
      numbers.map((number) =>
        runScript(pool, server.target, 'sleep 0.1; echo "$1"', { args: [String(number)], limitMs }),
      ),
    );
    expect(answers.map(({ stdout }) => Number(stdout))).toEqual(numbers);
    expect(server.accepted() - before).toBeLessThanOrEqual(1);
    expect(server.channels.most).toBeGreaterThan(1);
    expect(server.channels.most).toBeLessThanOrEqual(8);
  });

  it('ends the command on the host when its limit runs out, and does not claim to know what it did', async () => {
    const running = runScript(pool, server.target, 'echo $$ > limit.pid; sleep 300 & wait', {
      limitMs: shortMs,
      what: 'the long one',
    });
    await expect(running).rejects.toMatchObject({
      code: 'COMMAND_TIMEOUT',
      kind: 'unknown',
      message: expect.stringContaining('the long one'),
    });
    await until('the command has ended', () => !isAlive(readPid('limit.pid')));
    expect((await runScript(pool, server.target, 'echo still here', { limitMs })).stdout).toBe('still here\n');
  });

  it('ends the command and throws the reason of the signal when it is aborted', async () => {
    const abort = new AbortController();
    const running = runScript(pool, server.target, 'echo $$ > abort.pid; sleep 300 & wait', {
      limitMs,
      signal: abort.signal,
    });
    const outcome = expect(running).rejects.toThrow('cancelled by the operator');
    await until('the command has begun', () => existsSync(join(server.dir, 'abort.pid')) && readPid('abort.pid') > 0);
    abort.abort(new Error('cancelled by the operator'));
    await outcome;
    await until('the command has ended', () => !isAlive(readPid('abort.pid')));
  });

  it('starts nothing for a signal that is already aborted', async () => {
    const before = server.commands.length;
    await expect(
      runScript(pool, server.target, 'true', { limitMs, signal: AbortSignal.abort(new Error('too late')) }),
    ).rejects.toThrow('too late');
    expect(server.commands.length).toBe(before);
  });

  it('calls the outcome unknown when the connection breaks under a command, and connects anew for the next', async () => {
    const running = runScript(pool, server.target, 'echo $$ > cut.pid; sleep 300; exit 0', {
      limitMs,
      what: 'the change',
    });
    const outcome = expect(running).rejects.toMatchObject({
      code: 'SSH_LOST',
      kind: 'unknown',
      message: expect.stringContaining('the change'),
    });
    await until('the command has begun', () => existsSync(join(server.dir, 'cut.pid')));
    const before = server.accepted();
    server.cut();
    await outcome;
    expect((await runScript(pool, server.target, 'echo again', { limitMs })).stdout).toBe('again\n');
    expect(server.accepted()).toBe(before + 1);
  });

  it('lets no command outlive its limit on the host, also when the connection is long gone', async () => {
    const running = runScript(pool, server.target, 'echo $$ > orphan.pid; sleep 300 & wait', { limitMs: shortMs });
    const outcome = expect(running).rejects.toMatchObject({ code: 'SSH_LOST' });
    await until('the command has begun', () => existsSync(join(server.dir, 'orphan.pid')) && readPid('orphan.pid') > 0);
    server.cut();
    await outcome;
    expect(isAlive(readPid('orphan.pid'))).toBe(true);
    await until('the command has ended', () => !isAlive(readPid('orphan.pid')));
  });

  it('does not hang on an input that breaks', async () => {
    const input = new PassThrough();
    const running = runScript(pool, server.target, 'cat', { stdin: input, limitMs, what: 'the upload' });
    input.write('half');
    input.destroy(new Error('read error'));
    await expect(running).rejects.toMatchObject({ code: 'BAD_INPUT', message: expect.stringContaining('read error') });
  });

  it('returns what a command said that ends without reading its input', async () => {
    const failing = runScript(pool, server.target, 'echo no room >&2; exit 4', {
      stdin: Buffer.alloc(8_000_000),
      limitMs,
    });
    await expect(failing).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      message: expect.stringContaining('code 4: no room'),
    });
  });

  it('refuses a name of a variable that would be more than a name', async () => {
    await expect(runScript(pool, server.target, 'true', { limitMs, env: { 'A=1;rm': 'x' } })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
  });
});

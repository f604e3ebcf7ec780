import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { putFile } from '../../../../activities/files/put-file.ts';
import { readFile } from '../../../../activities/files/read-file.ts';
import { SshPool } from '../../../../activities/ssh/pool.ts';
import { runScript } from '../../../../activities/ssh/run-script.ts';
import { type RealSshd, type RealSshdOptions, startRealSshd } from '../../../fixtures/real-sshd.ts';
import { until } from '../../../fixtures/until.ts';

const limitMs = 60_000;
/** Of a command that is to run into it: long enough to begin on a busy machine. */
const shortMs = 6_000;
let sshd: RealSshd;
let pool: SshPool;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  sshd = await startRealSshd();
  pool = new SshPool();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(async () => {
  await pool.close();
  await sshd.close();
});

async function serve(options: RealSshdOptions): Promise<RealSshd> {
  const server = await startRealSshd(options);
  closers.push(server.close);
  return server;
}
function makePool(): SshPool {
  const made = new SshPool();
  closers.push(() => made.close());
  return made;
}
const isAlive = (pid: number) => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};
const hasPid = (file: string) => existsSync(file) && readFileSync(file, 'utf8') !== '';

describe('a command on a real sshd', () => {
  it('gets its arguments, variables and input unchanged, and gives both outputs and the code', async () => {
    const result = await runScript(pool, sshd.target, 'echo "$#|$1|$2|$GREETING"; cat; echo problem >&2; exit 3', {
      args: ["it's; $(rm -rf /)", 'a\nb\\n!'],
      env: { GREETING: 'hello "you"' },
      stdin: Buffer.from('from input'),
      limitMs,
      allowedCodes: [3],
    });
    expect(result).toEqual({
      code: 3,
      stdout: '2|it\'s; $(rm -rf /)|a\nb\\n!|hello "you"\nfrom input',
      stderr: 'problem\n',
      truncated: false,
    });
  });

  it('ends with the code that it gave, or with 128 and the number of its signal', async () => {
    const allowedCodes = [0, 1, 127, 137, 255];
    const codeOf = async (script: string) =>
      (await runScript(pool, sshd.target, script, { limitMs, allowedCodes })).code;
    expect(await codeOf('exit 0')).toBe(0);
    expect(await codeOf('exit 1')).toBe(1);
    expect(await codeOf('exit 255')).toBe(255);
    expect(await codeOf('no-such-program-at-all')).toBe(127);
    expect(await codeOf('kill -KILL $$')).toBe(137);
  });

  it('may say much on both outputs; head and tail are kept', async () => {
    const script = 'echo begin; head -c 20000000 /dev/zero | tr "\\0" x | tee /dev/stderr; echo; echo end';
    const result = await runScript(pool, sshd.target, script, { limitMs, maxOutput: 2000 });
    expect(result.truncated).toBe(true);
    expect(result.stdout.startsWith('begin\nxxx')).toBe(true);
    expect(result.stdout.endsWith('xxx\nend\n')).toBe(true);
    expect(result.stderr).toContain('19998000 bytes left out');
  });

  it('is ended on the host when its limit runs out', async () => {
    const file = join(sshd.dir, 'limit.pid');
    const script = 'echo $$ > "$1"; sleep 300 & wait';
    await expect(runScript(pool, sshd.target, script, { args: [file], limitMs: shortMs })).rejects.toMatchObject({
      code: 'COMMAND_TIMEOUT',
      kind: 'unknown',
    });
    await until('the command has ended', () => !isAlive(Number(readFileSync(file, 'utf8'))));
  });

  it('is ended on the host when it is aborted', async () => {
    const file = join(sshd.dir, 'abort.pid');
    const abort = new AbortController();
    const script = 'echo $$ > "$1"; sleep 300 & wait';
    const running = runScript(pool, sshd.target, script, { args: [file], limitMs, signal: abort.signal });
    const outcome = expect(running).rejects.toThrow('cancelled by the operator');
    await until('the command has begun', () => hasPid(file));
    abort.abort(new Error('cancelled by the operator'));
    await outcome;
    await until('the command has ended', () => !isAlive(Number(readFileSync(file, 'utf8'))));
  });

  it('reaches no farther than a server that takes no signals allows: the limit on the host ends it', async () => {
    // sshd sends no signal to a forced command.
    const forced = await serve({ config: ['ForceCommand exec bash -c "$SSH_ORIGINAL_COMMAND"'] });
    const file = join(forced.dir, 'forced.pid');
    const running = runScript(makePool(), forced.target, 'echo $$ > "$1"; sleep 300 & wait', {
      args: [file],
      limitMs: shortMs,
    });
    await expect(running).rejects.toMatchObject({ code: 'COMMAND_TIMEOUT' });
    await until('the command has ended', () => !isAlive(Number(readFileSync(file, 'utf8'))));
  });

  it('is not disturbed by a banner, a message of the day or an environment that is not accepted', async () => {
    const banner = join(sshd.dir, 'banner');
    writeFileSync(banner, 'Authorised use only\n'.repeat(40));
    const server = await serve({ config: [`Banner ${banner}`, 'PrintMotd yes', 'AcceptEnv NOTHING'] });
    const result = await runScript(makePool(), server.target, 'echo "$A"', { env: { A: 'b' }, limitMs });
    expect(result).toMatchObject({ stdout: 'b\n', stderr: '' });
  });

  it('waits where a host allows fewer sessions on a connection than we would use', async () => {
    const server = await serve({ config: ['MaxSessions 2'] });
    const few = makePool();
    const numbers = Array.from({ length: 12 }, (_, number) => String(number));
    const answers = await Promise.all(
      numbers.map((number) => runScript(few, server.target, 'sleep 0.1; echo "$1"', { args: [number], limitMs })),
    );
    expect(answers.map(({ stdout }) => stdout.trim())).toEqual(numbers);
    expect(server.sessions().length).toBe(1);
    await until('sshd has said so', () => server.log().includes('no more sessions'));
  });

  it('says that a host opens no session at all', async () => {
    const server = await serve({ config: ['MaxSessions 0'] });
    await expect(runScript(makePool(), server.target, 'true', { limitMs })).rejects.toMatchObject({
      code: 'SSH_UNREACHABLE',
      kind: 'transient',
      message: expect.stringContaining('opens no channel'),
    });
  });

  it('says that a host has too many logins under way, and gets in when there is room', async () => {
    const server = await serve({ config: ['MaxStartups 1:100:1', 'LoginGraceTime 60'] });
    const { connect } = await import('node:net');
    const squatter = connect(server.target.port, server.target.host);
    closers.push(async () => squatter.destroy());
    await until('a login is under way', () => server.sessions().length === 1);
    const hello = () => runScript(makePool(), server.target, 'echo hello', { limitMs });
    await expect(hello()).rejects.toMatchObject({ code: 'SSH_UNREACHABLE', kind: 'transient' });
    squatter.destroy();
    await until('the login is given up', () => server.sessions().length === 0);
    expect((await hello()).stdout).toBe('hello\n');
  });
});

describe('a login shell', () => {
  const through = (shell: string) => serve({ config: [`ForceCommand ${shell} "$SSH_ORIGINAL_COMMAND"`] });

  it.each(['sh -c', 'dash -c', 'bash -c'])('such as %s passes everything on', async (shell) => {
    const server = await through(shell);
    const { stdout } = await runScript(makePool(), server.target, 'printf %s "$1"; cat', {
      args: ['a\\b\\\\c\'d"e!f\ng$h`i'],
      stdin: Buffer.from('|input'),
      limitMs,
    });
    expect(stdout).toBe('a\\b\\\\c\'d"e!f\ng$h`i|input');
  });

  it('may print what it likes before the command begins', async () => {
    const server = await through('bash -c "echo Welcome to db-1; echo -n no line end"; exec bash -c');
    expect((await runScript(makePool(), server.target, 'echo answer', { limitMs })).stdout).toBe('answer\n');
  });

  it('may have a start file that talks', async () => {
    const server = await serve({});
    writeFileSync(join(server.dir, '.bashrc'), 'echo Welcome; echo "no such module" >&2; echo . >> ~/read\n');
    expect((await runScript(makePool(), server.target, 'echo answer', { limitMs })).stdout).toBe('answer\n');
    // Once, by the login shell: it may be slow.
    expect(readFileSync(join(server.dir, 'read'), 'utf8')).toBe('.\n');
  });

  it('that does not get to the command is ended at the limit', async () => {
    const server = await serve({});
    writeFileSync(join(server.dir, '.bashrc'), 'sleep 300\n');
    const script = 'echo never';
    await expect(runScript(makePool(), server.target, script, { limitMs: 1_000 })).rejects.toMatchObject({
      code: 'COMMAND_TIMEOUT',
      kind: 'unknown',
    });
  });

  it.each([
    ['nologin', 'sh -c "echo This account is currently not available.; exit 1"', 'currently not available'],
    ['one command only', 'true', 'code 0'],
    ['one that does not run', '/no/such/shell -c', 'code 127: .*/no/such/shell'],
  ])('that is %s is told apart from a command that failed', async (_name, shell, said) => {
    const server = await through(shell);
    await expect(runScript(makePool(), server.target, 'true', { limitMs })).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      kind: 'refused',
      message: expect.stringMatching(new RegExp(`runs no command of ours: its login shell ended with .*${said}`)),
    });
  });
});

describe('a file on a real sshd', () => {
  it('arrives whole, also across a change of the session keys', async () => {
    const server = await serve({ config: ['RekeyLimit 8M'] });
    const content = randomBytes(48_000_000);
    const source = join(server.dir, 'source');
    writeFileSync(source, content);
    const path = join(server.dir, 'placed');
    const seen: number[] = [];
    const put = () =>
      putFile(own, server.target, { path, source: { file: source }, mode: 0o640, onProgress: (n) => seen.push(n) });
    const own = makePool();
    expect(await put()).toMatchObject({ skipped: false });
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(seen.at(-1)).toBe(content.length);
    expect(await put()).toMatchObject({ skipped: true });
  });

  it('is read with its mode, every byte as it is', async () => {
    const path = join(sshd.dir, 'bytes');
    const content = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    await putFile(pool, sshd.target, { path, source: { content }, mode: 0o600 });
    const read = await readFile(pool, sshd.target, path);
    expect(read).toMatchObject({ exists: true, mode: 0o600 });
    expect(read.content?.equals(content)).toBe(true);
  });
});

describe('a connection that breaks', () => {
  it('leaves the outcome of a command unknown, and the next command gets a new one', async () => {
    const own = makePool();
    const file = join(sshd.dir, 'lost.pid');
    // What goes on alone ends after a while.
    const running = runScript(own, sshd.target, 'echo $$ > "$1"; sleep 30', {
      args: [file],
      limitMs,
      what: 'the change',
    });
    const outcome = expect(running).rejects.toMatchObject({ code: 'SSH_LOST', kind: 'unknown' });
    await until('the command has begun', () => hasPid(file));
    sshd.killSessions();
    await outcome;
    expect((await runScript(own, sshd.target, 'echo again', { limitMs })).stdout).toBe('again\n');
  });

  it('leaves the old file in place under an upload, and the next upload is whole', async () => {
    const own = makePool();
    const path = join(sshd.dir, 'upload');
    writeFileSync(path, 'old');
    const content = randomBytes(60_000_000);
    const source = join(sshd.dir, 'upload-source');
    writeFileSync(source, content);
    let killed = false;
    const onProgress = (bytes: number) => {
      if (killed || bytes < 10_000_000) return;
      killed = true;
      sshd.killSessions();
    };
    const put = () => putFile(own, sshd.target, { path, source: { file: source }, mode: 0o644, onProgress });
    await expect(put()).rejects.toMatchObject({ code: 'SSH_LOST', kind: 'unknown' });
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(await put()).toMatchObject({ skipped: false });
    expect(readFileSync(path).equals(content)).toBe(true);
  });
});

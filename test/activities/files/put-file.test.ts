import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { putFile } from '../../../activities/files/put-file.ts';
import { SshPool } from '../../../activities/ssh/pool.ts';
import { type SshServer, startSshServer } from '../../fixtures/ssh-server.ts';
import { until } from '../../fixtures/until.ts';

let server: SshServer;
let pool: SshPool;
let number = 0;
let dir: string;
let path: string;

beforeAll(async () => {
  server = await startSshServer();
  pool = new SshPool();
});
afterAll(async () => {
  await pool.close();
  await server.close();
});
beforeEach(() => {
  number += 1;
  dir = join(server.dir, `case ${number}`);
  mkdirSync(dir);
  path = join(dir, "it's a file");
});

const big = randomBytes(6_000_000);
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const modeOf = (file: string) => statSync(file).mode & 0o777;

describe('putFile', () => {
  it('puts content and mode in place and leaves nothing beside it', async () => {
    const content = Buffer.from('http_port = 8030\n\0\xff', 'latin1');
    const result = await putFile(pool, server.target, { path, source: { content }, mode: 0o640 });
    expect(result).toEqual({ skipped: false, digest: sha256(content) });
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(modeOf(path)).toBe(0o640);
    expect(readdirSync(dir)).toEqual(["it's a file"]);
  });

  /** Only root may give a file away; whoever else runs this sees that it is refused. */
  const root = process.getuid?.() === 0;

  it('gives a new file to its owner, or refuses and leaves nothing', async () => {
    const put = putFile(pool, server.target, {
      path,
      source: { content: Buffer.from('a') },
      mode: 0o640,
      owner: 'nobody',
    });
    if (root) {
      await put;
      expect(statSync(path).uid).toBe(Number(execFileSync('id', ['-u', 'nobody'])));
      expect(modeOf(path)).toBe(0o640);
    } else {
      await expect(put).rejects.toMatchObject({ code: 'COMMAND_FAILED', hint: 'become: root   # in the cluster file' });
      expect(readdirSync(dir)).toEqual([]);
    }
  });

  it('leaves a file that it replaces to whom it belongs', async () => {
    const [uid, gid] = root ? [4711, 4712] : [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
    writeFileSync(path, 'a');
    chownSync(path, uid, gid);
    await putFile(pool, server.target, { path, source: { content: Buffer.from('b') }, mode: 0o640, owner: 'nobody' });
    expect(readFileSync(path, 'utf8')).toBe('b');
    expect(statSync(path)).toMatchObject({ uid, gid });
  });

  it('puts an empty file in place', async () => {
    await putFile(pool, server.target, { path, source: { content: Buffer.alloc(0) }, mode: 0o600 });
    expect(readFileSync(path).length).toBe(0);
  });

  it('streams a file of the worker and tells how far it is', async () => {
    const file = join(server.dir, 'package');
    writeFileSync(file, big);
    const seen: number[] = [];
    await putFile(pool, server.target, {
      path,
      source: { file },
      mode: 0o644,
      onProgress: (bytes) => seen.push(bytes),
    });
    expect(sha256(readFileSync(path))).toBe(sha256(big));
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.at(-1)).toBe(big.length);
  });

  it('sends nothing when the content is already there, and corrects only the mode', async () => {
    writeFileSync(path, big);
    chmodSync(path, 0o600);
    const { ino } = statSync(path);
    const before = server.commands.length;
    expect(await putFile(pool, server.target, { path, source: { content: big }, mode: 0o644 })).toEqual({
      skipped: true,
      digest: sha256(big),
    });
    expect(server.commands.length - before).toBe(1);
    expect(statSync(path).ino).toBe(ino);
    expect(modeOf(path)).toBe(0o644);
  });

  it('replaces other content, and one that was cut off', async () => {
    writeFileSync(path, big);
    truncateSync(path, big.length - 1);
    await putFile(pool, server.target, { path, source: { content: big }, mode: 0o644 });
    expect(sha256(readFileSync(path))).toBe(sha256(big));
  });

  it('keeps the old file whole when the connection breaks midway, and makes it whole at the next try', async () => {
    writeFileSync(path, 'old content');
    server.cutAfterInput(1_000_000);
    await expect(putFile(pool, server.target, { path, source: { content: big }, mode: 0o644 })).rejects.toMatchObject({
      code: 'SSH_LOST',
      kind: 'unknown',
    });
    await until('the writer on the host has ended', () => server.channels.now === 0);
    expect(readFileSync(path, 'utf8')).toBe('old content');
    expect(await putFile(pool, server.target, { path, source: { content: big }, mode: 0o644 })).toMatchObject({
      skipped: false,
    });
    expect(sha256(readFileSync(path))).toBe(sha256(big));
    expect(readdirSync(dir)).toEqual(["it's a file"]);
  });

  it('leaves no file at all when the first transfer breaks midway', async () => {
    server.cutAfterInput(1_000_000);
    await expect(putFile(pool, server.target, { path, source: { content: big }, mode: 0o644 })).rejects.toMatchObject({
      code: 'SSH_LOST',
    });
    await until('the writer on the host has ended', () => server.channels.now === 0);
    expect(existsSync(path)).toBe(false);
  });

  it('overwrites a part that was left behind, a link in its place included', async () => {
    const part = `${path}.muster-${sha256(big).slice(0, 8)}.part`;
    const precious = join(dir, 'precious');
    writeFileSync(precious, 'untouched');
    symlinkSync(precious, part);
    await putFile(pool, server.target, { path, source: { content: big }, mode: 0o644 });
    expect(sha256(readFileSync(path))).toBe(sha256(big));
    expect(readFileSync(precious, 'utf8')).toBe('untouched');
    expect(existsSync(part)).toBe(false);
  });

  it('lets transfers of the same file beside each other end in a whole file', async () => {
    const put = () => putFile(pool, server.target, { path, source: { content: big }, mode: 0o644 });
    const outcomes = await Promise.allSettled([put(), put(), put(), put()]);
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    expect(refused.filter(({ code, kind }) => code !== 'COMMAND_FAILED' || kind !== 'transient')).toEqual([]);
    expect(sha256(readFileSync(path))).toBe(sha256(big));
    expect(readdirSync(dir)).toEqual(["it's a file"]);
  });

  it('a transfer that was given up does not end after the next one, which brings something else', async () => {
    const source = join(dir, 'slow');
    execFileSync('mkfifo', [source]);
    const given = putFile(pool, server.target, { path, source: { file: source }, mode: 0o644, digest: sha256(big) });
    const refused = expect(given).rejects.toMatchObject({ code: 'COMMAND_FAILED', kind: 'transient' });
    await until('it is being received', () => readdirSync(dir).some((name) => name.endsWith('.part')));
    await putFile(pool, server.target, { path, source: { content: Buffer.from('new') }, mode: 0o644 });
    await writeFile(source, big);
    await refused;
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(dir).sort()).toEqual(["it's a file", 'slow']);
  });

  it('replaces only what is expected, when that is said', async () => {
    const put = (expected: string) =>
      putFile(pool, server.target, { path, source: { content: Buffer.from('new') }, mode: 0o644, expected });
    const old = sha256(Buffer.from('old'));
    await expect(put(old)).rejects.toMatchObject({ code: 'FILE_CHANGED', kind: 'refused' });
    expect(readdirSync(dir)).toEqual([]);
    writeFileSync(path, 'old');
    await expect(put('absent')).rejects.toMatchObject({ code: 'FILE_CHANGED' });
    expect(readFileSync(path, 'utf8')).toBe('old');
    await put(old);
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('replaces what a link leads to and keeps the link', async () => {
    const real = join(dir, 'real');
    writeFileSync(real, 'old');
    symlinkSync(real, path);
    await putFile(pool, server.target, { path, source: { content: Buffer.from('new') }, mode: 0o644 });
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readFileSync(real, 'utf8')).toBe('new');
  });

  it('refuses a path that is a directory', async () => {
    mkdirSync(path);
    await expect(putFile(pool, server.target, { path, source: { content: big }, mode: 0o644 })).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      kind: 'refused',
      message: expect.stringContaining('is a directory'),
    });
    expect(readdirSync(path)).toEqual([]);
  });

  it('says what is missing when there is no directory for it', async () => {
    await expect(
      putFile(pool, server.target, { path: join(dir, 'none', 'file'), source: { content: big }, mode: 0o644 }),
    ).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      message: expect.stringContaining('No such file or directory'),
    });
  });

  it('refuses a source that is no longer what was planned, and leaves the old file', async () => {
    writeFileSync(path, 'old content');
    const file = join(dir, 'package');
    writeFileSync(file, 'another package');
    await expect(
      putFile(pool, server.target, { path, source: { file }, mode: 0o644, digest: sha256(big) }),
    ).rejects.toMatchObject({
      code: 'FILE_CHANGED',
      kind: 'refused',
      message: expect.stringContaining('package is not what was planned'),
    });
    expect(readFileSync(path, 'utf8')).toBe('old content');
    expect(readdirSync(dir).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('says which file of the worker cannot be read', async () => {
    const source = { file: join(dir, 'none') };
    await expect(putFile(pool, server.target, { path, source, mode: 0o644 })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('none'),
    });
    await expect(
      putFile(pool, server.target, { path, source, mode: 0o644, digest: sha256(big) }),
    ).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(existsSync(path)).toBe(false);
  });

  it('stops when it is aborted, and leaves the old file', async () => {
    writeFileSync(path, 'old content');
    const abort = new AbortController();
    const onProgress = () => abort.abort(new Error('cancelled'));
    await expect(
      putFile(pool, server.target, { path, source: { content: big }, mode: 0o644, signal: abort.signal, onProgress }),
    ).rejects.toThrow('cancelled');
    await until('the writer on the host has ended', () => server.channels.now === 0);
    expect(readFileSync(path, 'utf8')).toBe('old content');
  });

  it('keeps content out of the command line', async () => {
    await putFile(pool, server.target, {
      path,
      source: { content: Buffer.from('password = s3cret-body') },
      mode: 0o600,
    });
    expect(server.commands.join('\n')).not.toContain('s3cret-body');
  });
});

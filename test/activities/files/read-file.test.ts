import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFile } from '../../../activities/files/read-file.ts';
import { SshPool } from '../../../activities/ssh/pool.ts';
import { type SshServer, startSshServer } from '../../fixtures/ssh-server.ts';

let server: SshServer;
let pool: SshPool;
beforeAll(async () => {
  server = await startSshServer();
  pool = new SshPool();
});
afterAll(async () => {
  await pool.close();
  await server.close();
});

describe('readFile', () => {
  it('returns every byte, the mode and the digest', async () => {
    const path = join(server.dir, "a file with 'quotes'");
    const content = randomBytes(300_000);
    writeFileSync(path, content, { mode: 0o640 });
    const file = await readFile(pool, server.target, path);
    expect(file).toMatchObject({
      exists: true,
      mode: 0o640,
      digest: createHash('sha256').update(content).digest('hex'),
    });
    expect(file.content?.equals(content)).toBe(true);
  });

  it('reads an empty file, and one behind a link', async () => {
    const path = join(server.dir, 'empty');
    writeFileSync(path, '');
    symlinkSync(path, join(server.dir, 'link'));
    expect((await readFile(pool, server.target, path)).content?.length).toBe(0);
    expect(await readFile(pool, server.target, join(server.dir, 'link'))).toMatchObject({ exists: true });
  });

  it('says that there is no file', async () => {
    expect(await readFile(pool, server.target, join(server.dir, 'none'))).toEqual({ exists: false });
    expect(await readFile(pool, server.target, join(server.dir, 'none', 'below'))).toEqual({ exists: false });
  });

  it('refuses a file that is larger than asked for, a directory and a link that leads nowhere', async () => {
    const path = join(server.dir, 'large');
    writeFileSync(path, Buffer.alloc(2_000));
    mkdirSync(join(server.dir, 'directory'));
    symlinkSync(join(server.dir, 'nowhere'), join(server.dir, 'dangling'));
    await expect(readFile(pool, server.target, path, { maxBytes: 1_999 })).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      kind: 'refused',
      message: expect.stringContaining('2000 bytes, more than the limit of 1999'),
    });
    await expect(readFile(pool, server.target, join(server.dir, 'directory'))).rejects.toMatchObject({
      message: expect.stringContaining('not a regular file'),
    });
    await expect(readFile(pool, server.target, join(server.dir, 'dangling'))).rejects.toMatchObject({
      message: expect.stringContaining('not a regular file'),
    });
  });
});

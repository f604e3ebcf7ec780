import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type EditedFile, performEdited, planEdited } from '../../../activities/files/put-edited.ts';
import { type SshServer, startSshServer } from '../../fixtures/ssh-server.ts';
import { useTools } from '../../fixtures/use-tools.ts';

const tools = useTools();
let server: SshServer;
let dir: string;

beforeAll(async () => {
  server = await startSshServer();
});
afterAll(async () => {
  await server.close();
});
beforeEach(() => {
  dir = mkdtempSync(join(server.dir, 'case-'));
});

/** Adds a line of ours; `meanwhile` is what somebody does between our look and our write. */
function edited(meanwhile: (path: string) => void = () => {}): EditedFile {
  const path = join(dir, 'fe.conf');
  return {
    on: 'fe-1',
    ssh: server.target,
    path,
    edit: async (present) => {
      const base = present?.toString('utf8') ?? '';
      meanwhile(path);
      return { base, desired: `${base}ours\n`, diff: ['+ ours'] };
    },
  };
}

test.each([
  ['written', 'theirs\n', (path: string) => writeFileSync(path, 'theirs, changed\n'), 'theirs, changed\n'],
  ['made', undefined, (path: string) => writeFileSync(path, 'new, theirs\n'), 'new, theirs\n'],
])(
  'a file that is %s by somebody else between the look and the write stays as it is',
  async (_, before, act, after) => {
    const path = join(dir, 'fe.conf');
    if (before !== undefined) writeFileSync(path, before);
    const plan = await planEdited(tools, edited());
    await expect(performEdited(tools, edited(act), plan)).rejects.toMatchObject({
      code: 'FILE_CHANGED',
      kind: 'refused',
    });
    expect(readFileSync(path, 'utf8')).toBe(after);
    expect(readdirSync(dir)).toEqual(['fe.conf']);
  },
);

test('a file that nobody touches is written, whether it was there or not', async () => {
  for (const before of [undefined, 'theirs\n']) {
    const path = join(dir, 'fe.conf');
    if (before !== undefined) writeFileSync(path, before);
    await performEdited(tools, edited(), await planEdited(tools, edited()));
    expect(readFileSync(path, 'utf8')).toBe(`${before ?? ''}ours\n`);
  }
});

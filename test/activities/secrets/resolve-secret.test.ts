import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MASK, Redactor } from '../../../activities/secrets/redact.ts';
import { resolveSecret } from '../../../activities/secrets/resolve-secret.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'muster-secrets-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const write = (name: string, content: string, mode = 0o600) => {
  const path = join(dir, name);
  writeFileSync(path, content, { mode });
  return { from: 'file', path } as const;
};

describe('resolveSecret', () => {
  it('reads a variable as it is', async () => {
    const env = { DB_PASSWORD: ' with space\n' };
    expect(await resolveSecret({ from: 'env', name: 'DB_PASSWORD' }, { env, redactor: new Redactor() })).toBe(
      ' with space\n',
    );
  });

  it('reads a file without the newline at its end, and only that', async () => {
    expect(await resolveSecret(write('one', 'secret-1\n'))).toBe('secret-1');
    expect(await resolveSecret(write('two', ' secret-2 \n\n'))).toBe(' secret-2 \n');
    expect(await resolveSecret(write('three', 'secret-3\r\n'))).toBe('secret-3');
    expect(await resolveSecret(write('four', 'secret-4'))).toBe('secret-4');
  });

  it('has every value taken out of what is said from then on', async () => {
    const redactor = new Redactor();
    await resolveSecret({ from: 'env', name: 'X' }, { env: { X: 'hunter2!' }, redactor });
    expect(redactor.redactText('not hunter2!')).toBe(`not ${MASK}`);
  });

  it.each([undefined, ''])('says which variable is missing and where it is looked for when it is %j', async (value) => {
    await expect(
      resolveSecret({ from: 'env', name: 'DB_PASSWORD' }, { env: { DB_PASSWORD: value } }),
    ).rejects.toMatchObject({
      code: 'SECRET_MISSING',
      kind: 'refused',
      message: expect.stringMatching(/env:DB_PASSWORD .*where the worker runs/),
      hint: expect.stringContaining('export DB_PASSWORD='),
    });
  });

  it('says which file is missing or empty', async () => {
    await expect(resolveSecret({ from: 'file', path: join(dir, 'none') })).rejects.toMatchObject({
      code: 'SECRET_MISSING',
      message: expect.stringContaining(join(dir, 'none')),
    });
    await expect(resolveSecret(write('empty', '\n'))).rejects.toMatchObject({ code: 'SECRET_MISSING' });
  });

  it('warns of a file that others can read, and reads it', async () => {
    const warnings: string[] = [];
    const warn = (message: string) => warnings.push(message);
    expect(await resolveSecret(write('open', 'secret-5', 0o644), { warn })).toBe('secret-5');
    await resolveSecret(write('closed', 'secret-6', 0o600), { warn });
    expect(warnings).toEqual([`${join(dir, 'open')} can be read by others: chmod 600 ${join(dir, 'open')}`]);
  });
});

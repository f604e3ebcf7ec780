import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MASK, Redactor } from '../../../activities/secrets/redact.ts';
import { resolveSecret } from '../../../activities/secrets/resolve-secret.ts';
import { runSecretCommand } from '../../../activities/secrets/run-secret-command.ts';
import type { MusterError } from '../../../model/error.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'muster-exec-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function program(name: string, script: string): string {
  const path = join(dir, name);
  writeFileSync(path, `#!/bin/bash\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

async function failure(running: Promise<string>): Promise<MusterError> {
  const outcome = await running.then(
    () => new Error('it gave a secret'),
    (error: MusterError) => error,
  );
  expect(outcome).toMatchObject({ code: 'SECRET_MISSING', kind: 'refused' });
  return outcome as MusterError;
}

describe('a secret command', () => {
  test('gives what it prints without the last newline, its arguments as they are and no input', async () => {
    const path = program('args', 'printf "<%s>" "$#" "$@"; cat; printf "\\n\\n"');
    expect(await runSecretCommand([path, '$HOME', '*', '-x'])).toBe('<3><$HOME><*><-x>\n');
  });

  test('says with which code it ended, and nothing of what it printed, on stderr neither', async () => {
    const path = program('failing', 'echo half-s3cret; echo "s3cret of db is sealed" >&2; exit 2');
    const error = await failure(runSecretCommand([path, 'show']));
    expect(error.message).toBe(
      `The secret exec:${path} show cannot be had: the program ended with code 2 where the worker runs`,
    );
    expect(error.hint).toContain(`${path} show > /dev/null`);
    expect(JSON.stringify([error.message, error.hint, error.cause, error.stack])).not.toContain('s3cret');
  });

  test('that is not there or may not be run is told as such', async () => {
    expect((await failure(runSecretCommand([join(dir, 'none')]))).message).toContain('cannot be run');
    const path = program('closed', 'echo x');
    chmodSync(path, 0o644);
    expect((await failure(runSecretCommand([path]))).message).toContain('cannot be run');
  });

  test.each([
    ['itself', 'sleep 301'],
    ['deaf', 'trap "" TERM; sleep 301 & wait; wait'],
    ['a child that holds the output', 'echo early; sleep 301 & exit 0'],
  ])('does not hang on %s beyond its limit', async (name, script) => {
    const path = program(name.replaceAll(' ', '-'), `echo $$ > ${dir}/pid; ${script}`);
    expect((await failure(runSecretCommand([path], { limitMs: 700 }))).message).toContain('did not end within 700 ms');
  });

  test('that prints without an end is cut off', async () => {
    expect((await failure(runSecretCommand([program('endless', 'yes s3cret')]))).message).toContain(
      'printed more than',
    );
  });
});

describe('an exec reference', () => {
  const follow = (path: string, env: Record<string, string>, redactor = new Redactor()) =>
    resolveSecret({ from: 'exec', command: [path] }, { env, redactor });

  test('is followed for a listed program, and its value is masked from then on', async () => {
    const path = program('listed', 'echo hunter2-of-vault');
    const redactor = new Redactor();
    expect(await follow(path, { MUSTER_SECRET_COMMANDS: path }, redactor)).toBe('hunter2-of-vault');
    expect(redactor.redactText('is hunter2-of-vault')).toBe(`is ${MASK}`);
  });

  test('runs nothing that is not listed, and names the line to set', async () => {
    const path = program('unlisted', `touch ${dir}/ran; echo x`);
    const error = await failure(follow(path, { MUSTER_SECRET_COMMANDS: '/usr/bin/pass' }));
    expect(error.message).toBe(`The worker may not follow the reference exec:${path}`);
    expect(error.hint).toContain(`export MUSTER_SECRET_COMMANDS=/usr/bin/pass,${path}`);
    await expect(runSecretCommand(['/bin/ls', join(dir, 'ran')])).rejects.toThrow('code 2');
  });

  test('that prints nothing is missing', async () => {
    const path = program('silent', 'echo');
    expect((await failure(follow(path, { MUSTER_SECRET_COMMANDS: path }))).message).toContain('is empty or not set');
  });

  test('a kind that the worker does not follow is refused before it is looked at', async () => {
    const env = { MUSTER_SECRETS: 'file', DB: 'x' };
    const error = await failure(resolveSecret({ from: 'env', name: 'DB' }, { env, redactor: new Redactor() }));
    expect(error.hint).toContain('export MUSTER_SECRETS=file,env');
  });
});

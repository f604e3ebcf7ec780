import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSecretRef } from '../../model/cluster-file/secret-ref.ts';
import type { SecretRef } from '../../model/cluster.ts';
import { describeSecret, findMissingPermission, readSecretPolicy } from '../../model/secret-policy.ts';

const env: SecretRef = { from: 'env', name: 'SR' };
const file: SecretRef = { from: 'file', path: '/run/sr' };
const exec: SecretRef = { from: 'exec', command: ['/usr/bin/pass', 'show', 'db/prod'] };

describe('what a worker may follow', () => {
  test('is variables and files as shipped, and no program', () => {
    const policy = readSecretPolicy({});
    expect([env, file, exec].map((ref) => findMissingPermission(ref, policy))).toEqual([
      undefined,
      undefined,
      'MUSTER_SECRET_COMMANDS=/usr/bin/pass',
    ]);
  });

  test('is a program that is listed, by the same path', () => {
    const policy = readSecretPolicy({ MUSTER_SECRET_COMMANDS: '/opt/vault, /usr/bin/pass' });
    expect(findMissingPermission(exec, policy)).toBeUndefined();
    expect(findMissingPermission({ from: 'exec', command: ['/usr/bin/passx'] }, policy)).toBe(
      'MUSTER_SECRET_COMMANDS=/opt/vault,/usr/bin/pass,/usr/bin/passx',
    );
  });

  test('is narrowed by MUSTER_SECRETS, and a listed program does not widen it', () => {
    const policy = readSecretPolicy({ MUSTER_SECRETS: 'file', MUSTER_SECRET_COMMANDS: '/usr/bin/pass' });
    expect([env, file, exec].map((ref) => findMissingPermission(ref, policy))).toEqual([
      'MUSTER_SECRETS=file,env',
      undefined,
      'MUSTER_SECRETS=file,exec',
    ]);
    expect(findMissingPermission(file, readSecretPolicy({ MUSTER_SECRETS: '' }))).toBe('MUSTER_SECRETS=file');
  });

  test('is, with the line that was asked for, the reference that was refused', () => {
    const kind = fc.subarray(['env', 'file', 'exec']);
    const programs = fc.subarray(['/a', '/b/c', '/usr/bin/pass']);
    fc.assert(
      fc.property(kind, programs, fc.constantFrom(env, file, exec), (kinds, listed, ref) => {
        const variables = { MUSTER_SECRETS: kinds.join(','), MUSTER_SECRET_COMMANDS: listed.join(',') };
        for (let line = ''; ; ) {
          const missing = findMissingPermission(ref, readSecretPolicy(variables));
          if (missing === undefined) return;
          expect(missing).not.toBe(line);
          line = missing;
          const [name = '', value = ''] = missing.split('=');
          Object.assign(variables, { [name]: value });
        }
      }),
    );
  });
});

describe('exec: in the cluster file', () => {
  const parse = (text: string) => parseSecretRef(text, (path) => path);

  test('is a program and its arguments, split at spaces', () => {
    expect(parse('exec:/usr/bin/pass show db/prod')).toEqual(exec);
    expect(parse('exec: /usr/bin/vault kv get  -field=password secret/sr')).toEqual({
      from: 'exec',
      command: ['/usr/bin/vault', 'kv', 'get', '-field=password', 'secret/sr'],
    });
  });

  test.each([
    'exec:',
    'exec:pass show x',
    'exec:./pass',
    'exec:/usr/bin/../pass',
    'exec:/bin/sh -c id;reboot',
    'exec:/bin/echo $HOME',
    "exec:/bin/echo 'a b'",
    'exec:/bin/echo a\tb',
    'exec:/bin/echo a\nb',
    `exec:/bin/echo ${'x '.repeat(40)}`,
  ])('refuses %j', (text) => {
    expect(parse(text)).toBe('malformed');
  });

  test('whatever is written, a word holds nothing that a shell acts on, and it is told as it was written', () => {
    const word = fc.string({ unit: fc.constantFrom(...'ab/-=: $`;|&<>(){}*?\\\'"~!#\n\t\0'), maxLength: 12 });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 4 }), (words) => {
        const ref = parse(`exec:/bin/x ${words.join(' ')}`);
        if (ref === 'malformed' || ref?.from !== 'exec') return;
        for (const part of ref.command) expect(part).toMatch(/^[\w./=:@,%+-]+$/);
        expect(parse(describeSecret(ref))).toEqual(ref);
      }),
    );
  });
});

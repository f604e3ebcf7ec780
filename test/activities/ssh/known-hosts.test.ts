import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  checkHostKey,
  findHost,
  fingerprintOf,
  parseKnownHosts,
  readKeyType,
} from '../../../activities/ssh/known-hosts.ts';
import { makeKey } from '../../fixtures/ssh-server.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'muster-known-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const makePublic = (type: 'ed25519' | 'ecdsa' | 'rsa' = 'ed25519') =>
  makeKey(type).public.split(' ').slice(0, 2).join(' ');
const blob = (text: string) => Buffer.from(text.split(' ')[1] ?? '', 'base64');
const mine = makePublic();
const other = makePublic();
const check = (text: string, host = 'db-1', port = 22, key = mine) =>
  checkHostKey(parseKnownHosts(text), host, port, blob(key));

describe('checkHostKey', () => {
  it('knows a host by its plain name, its name in any case and a name among several', () => {
    expect(check(`db-1 ${mine} comment`)).toEqual({ verdict: 'known', line: 1 });
    expect(check(`DB-1,10.0.0.1 ${mine}`)).toEqual({ verdict: 'known', line: 1 });
    expect(check(`10.0.0.1,db-1 ${mine}`, 'Db-1')).toEqual({ verdict: 'known', line: 1 });
  });

  it('knows a port by the name in brackets', () => {
    expect(check(`[db-1]:2222 ${mine}`, 'db-1', 2222)).toEqual({ verdict: 'known', line: 1 });
    expect(check(`[db-1]:2222 ${mine}`, 'db-1', 2223)).toEqual({ verdict: 'unknown' });
    expect(check(`[db-1]:2222 ${mine}`)).toEqual({ verdict: 'unknown' });
  });

  it('accepts the key of the bare name for another port when that port is not listed, and no other key', () => {
    expect(check(`db-1 ${mine}`, 'db-1', 2222)).toEqual({ verdict: 'known', line: 1 });
    expect(check(`db-1 ${other}`, 'db-1', 2222)).toEqual({ verdict: 'unknown' });
    expect(check(`db-1 ${mine}\n[db-1]:2222 ${other}`, 'db-1', 2222)).toEqual({ verdict: 'changed', line: 2 });
  });

  it('says which line holds another key of the host', () => {
    expect(check(`# comment\n\ndb-1 ${other}`)).toEqual({ verdict: 'changed', line: 3 });
  });

  it('accepts any of several keys of a host', () => {
    const rsa = makePublic('rsa');
    const text = `db-1 ${rsa}\ndb-1 ${other}\ndb-1 ${mine}`;
    expect(check(text)).toEqual({ verdict: 'known', line: 3 });
    expect(check(text, 'db-1', 22, rsa)).toEqual({ verdict: 'known', line: 1 });
  });

  it('calls a host changed that shows only a key of a type that is not listed', () => {
    expect(check(`db-1 ${makePublic('ecdsa')}`)).toEqual({ verdict: 'changed', line: 1 });
  });

  it('follows wildcards, and a negated name wins', () => {
    expect(check(`db-? ${mine}`)).toEqual({ verdict: 'known', line: 1 });
    expect(check(`*.example.org ${mine}`, 'a.example.org')).toEqual({ verdict: 'known', line: 1 });
    expect(check(`*.example.org ${mine}`, 'axexample.org')).toEqual({ verdict: 'unknown' });
    expect(check(`db-*,!db-1 ${mine}`)).toEqual({ verdict: 'unknown' });
    expect(check(`db-*,!db-1 ${mine}`, 'db-2')).toEqual({ verdict: 'known', line: 1 });
    expect(check(`!db-1 ${mine}`, 'db-2')).toEqual({ verdict: 'unknown' });
  });

  it('refuses a revoked key even where another line lists it', () => {
    expect(check(`db-1 ${mine}\n@revoked * ${mine}`)).toEqual({ verdict: 'revoked', line: 2 });
    expect(check(`@revoked db-1 ${mine}`, 'db-1', 2222)).toEqual({ verdict: 'revoked', line: 1 });
    expect(check(`@revoked db-1 ${other}\ndb-1 ${mine}`)).toEqual({ verdict: 'known', line: 2 });
  });

  it('does not take the key of a certificate authority for a host key', () => {
    expect(check(`@cert-authority * ${mine}`)).toEqual({ verdict: 'unknown' });
  });

  it('passes over lines that cannot be read', () => {
    const text = `garbage\ndb-1 ssh-ed25519\ndb-1 ssh-ed25519 !!!!\ndb-1 ssh-rsa ${mine.split(' ')[1]}\n|1|broken ${mine}\n\r\ndb-1 ${mine}\r\n`;
    expect(check(text)).toEqual({ verdict: 'known', line: 7 });
  });

  it('reads names that ssh-keygen has hashed', () => {
    const file = join(dir, 'hashed');
    writeFileSync(file, `db-1 ${mine}\n[db-2]:2222 ${other}\n`);
    execFileSync('ssh-keygen', ['-q', '-H', '-f', file]);
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('db-1');
    expect(check(text)).toEqual({ verdict: 'known', line: 1 });
    expect(check(text, 'db-2', 2222, other)).toEqual({ verdict: 'known', line: 2 });
    expect(check(text, 'db-2', 2222, mine)).toEqual({ verdict: 'changed', line: 2 });
    expect(check(text, 'db-3')).toEqual({ verdict: 'unknown' });
  });

  it('finds the lines that ssh-keygen finds', () => {
    const file = join(dir, 'found');
    const names = ['db-1', 'db-*', 'db-?,!db-1', '*.example.org', '[db-1]:2222', '[*]:2222', '!db-1,*', 'DB-1'];
    writeFileSync(file, names.map((name) => `${name} ${makePublic()}\n`).join(''));
    const known = parseKnownHosts(readFileSync(file, 'utf8'));
    for (const [host, port] of [
      ['db-1', 22],
      ['db-2', 22],
      ['a.example.org', 22],
      ['db-1', 2222],
      ['x', 2222],
    ] as const) {
      const printed = execFileSync('sh', [
        '-c',
        'ssh-keygen -F "$1" -f "$2" || true',
        'sh',
        port === 22 ? host : `[${host}]:${port}`,
        file,
      ]).toString();
      const lines = [...printed.matchAll(/found: line (\d+)/g)].map(([, line]) => Number(line));
      expect(
        findHost(known, host, port).map(({ line }) => line),
        `${host}:${port}`,
      ).toEqual(lines);
    }
  });

  it('prints the fingerprint that ssh-keygen prints', () => {
    const file = join(dir, 'key.pub');
    writeFileSync(file, `${mine}\n`);
    expect(execFileSync('ssh-keygen', ['-lf', file]).toString()).toContain(` ${fingerprintOf(blob(mine))} `);
    expect(readKeyType(blob(mine))).toBe('ssh-ed25519');
  });
});

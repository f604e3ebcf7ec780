import { accessSync, chmodSync, constants, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fetchTestServer } from './fetch-test-server.ts';
import { findTestServer } from './find-test-server.ts';

let directory: string;
let env: NodeJS.ProcessEnv;
const never = () => Promise.reject(new Error('must not be tried'));

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'muster-test-server-'));
  env = { PATH: join(directory, 'bin'), XDG_CACHE_HOME: join(directory, 'cache') };
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function placeProgram(name: string, body: string): void {
  const path = join(directory, 'bin', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}

test('what was fetched is in the cache the next time, at the version that is pinned', async () => {
  placeProgram('java', '');
  const fetch = async (into: string) => {
    mkdirSync(into, { recursive: true });
  };
  const found = await findTestServer({ env, fetch });
  const version = /\/temporal-test-server-([\d.]+)$/.exec(found.jars)?.[1];
  expect(readFileSync('tools/test-server/pom.xml', 'utf8')).toContain(`<version>${version}</version>`);
  expect(found.jars).toContain(join(directory, 'cache/muster/'));
  accessSync(found.path, constants.X_OK);
  expect(await findTestServer({ env, fetch: never })).toEqual(found);
});

test('without Java nothing is fetched', async () => {
  await expect(findTestServer({ env, fetch: never })).rejects.toThrow('Java is not installed');
});

test('without Maven, or when it fails, it is said in a line, and nothing that is half is left', async () => {
  const into = join(directory, 'cache/jars');
  await expect(fetchTestServer(into, env)).rejects.toThrow('Maven is not installed');
  placeProgram('mvn', 'test "$1" = --version || { echo "[ERROR] no way out"; echo "[ERROR] more"; exit 1; }');
  await expect(fetchTestServer(into, env)).rejects.toThrow(/^mvn: no way out$/);
  expect(() => accessSync(into)).toThrow('ENOENT');
});

import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cachePath, findTemporal } from '../../../worker/temporal/find-binary.ts';

let directory: string;
let env: NodeJS.ProcessEnv;
const never = () => Promise.reject(new Error('must not be tried'));

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'muster-binary-'));
  env = { PATH: join(directory, 'bin'), XDG_CACHE_HOME: join(directory, 'cache') };
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function placeFake(path: string, says: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho '${says}'\n`);
  chmodSync(path, 0o755);
  return path;
}

function placeEverywhere() {
  placeFake(join(directory, 'bin/temporal'), 'temporal version 1.8.1 (Server 1.31.1, UI 2.50.0)');
  placeFake(cachePath(env), 'temporal version 0.0.0-DEV (Server 1.31.2, UI 2.50.1)');
}

test('a path that was given comes first, before MUSTER_TEMPORAL_PATH', async () => {
  placeEverywhere();
  const path = placeFake(join(directory, 'given'), 'temporal version 1.9.0 (Server 1.32.0, UI 2.51.0)');
  env.MUSTER_TEMPORAL_PATH = '/nowhere';
  expect(await findTemporal({ path, env })).toEqual({ path, from: 'path given', serverVersion: '1.32.0' });
});

test('MUSTER_TEMPORAL_PATH comes before PATH', async () => {
  placeEverywhere();
  env.MUSTER_TEMPORAL_PATH = placeFake(join(directory, 'named'), 'temporal version 1.9.0 (Server 1.32.0, UI 2.51.0)');
  expect(await findTemporal({ env })).toMatchObject({ path: env.MUSTER_TEMPORAL_PATH, from: 'path given' });
});

test('a given path that is not there is an error, not a reason to take another', async () => {
  placeEverywhere();
  await expect(findTemporal({ path: '/nowhere/temporal', env })).rejects.toMatchObject({
    code: 'LOCAL_FAILED',
    message: '/nowhere/temporal is not an executable file',
  });
});

test('a given path that is another program is an error', async () => {
  const path = placeFake(join(directory, 'given'), 'temporal is what we are');
  await expect(findTemporal({ path, env })).rejects.toMatchObject({ code: 'LOCAL_FAILED' });
});

test('PATH comes before the cache', async () => {
  placeEverywhere();
  expect(await findTemporal({ env })).toMatchObject({ from: 'PATH', serverVersion: '1.31.1' });
});

test('another program named temporal in PATH is passed over, and said', async () => {
  placeEverywhere();
  placeFake(join(directory, 'bin/temporal'), 'Temporal, the time tracker');
  const said: string[] = [];
  const found = await findTemporal({ env, say: (line) => said.push(line) });
  expect(found).toMatchObject({ from: 'cache', path: cachePath(env) });
  expect(said).toEqual([`${join(directory, 'bin/temporal')} does not say a server version and is passed over`]);
});

test('the cache comes before a download', async () => {
  placeFake(cachePath(env), 'temporal version 0.0.0-DEV (Server 1.31.2, UI 2.50.1)');
  expect(await findTemporal({ env, download: never, build: never })).toMatchObject({ from: 'cache' });
});

test('what was downloaded is in the cache the next time', async () => {
  const download = async (into: string) => {
    placeFake(into, 'temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)');
  };
  expect(await findTemporal({ env, download, build: never })).toMatchObject({ from: 'download' });
  expect(await findTemporal({ env, download: never, build: never })).toMatchObject({ from: 'cache' });
});

test('without network it is built', async () => {
  const build = async (into: string) => {
    placeFake(into, 'temporal version 0.0.0-DEV (Server 1.31.2, UI 2.50.1)');
  };
  expect(await findTemporal({ env, download: never, build })).toMatchObject({ from: 'build' });
});

test('a cached file that does not run is replaced', async () => {
  placeFake(cachePath(env), 'torn');
  const download = async (into: string) => {
    expect(existsSync(into)).toBe(false);
    placeFake(into, 'temporal version 1.8.2 (Server 1.31.2, UI 2.50.1)');
  };
  expect(await findTemporal({ env, download, build: never })).toMatchObject({ from: 'download' });
});

test('when no way works the error says why for each, and what to do', async () => {
  const error: unknown = await findTemporal({
    env,
    download: () => Promise.reject(new Error('no network')),
    build: () => Promise.reject(new Error('Go is not installed')),
  }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'LOCAL_FAILED',
    message: 'No Temporal server found (download: no network; build: Go is not installed)',
    hint: expect.stringContaining('--temporal-path'),
  });
});

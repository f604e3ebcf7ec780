import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const LIMIT_MS = 60_000;
let clone: string;

beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'muster-build-'));
  for (const file of ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'])
    copyFileSync(file, join(clone, file));
  cpSync('scripts', join(clone, 'scripts'), { recursive: true });
  cpSync('bin', join(clone, 'bin'), { recursive: true });
  symlinkSync(resolve('node_modules'), join(clone, 'node_modules'));
  writeSource('model/words.ts', "export const word = 'first';\n");
  writeSource(
    'workflows/index.ts',
    "import { word } from '../model/words.ts';\nexport async function say() {\n  return word;\n}\n",
  );
  writeSource('client/main.ts', "process.stdout.write(`ran ${process.argv.slice(2).join(' ')}`);\n");
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

function writeSource(path: string, text: string): void {
  mkdirSync(join(clone, dirname(path)), { recursive: true });
  writeFileSync(join(clone, path), text);
}

function build(): { readonly status: number | null; readonly stderr: string } {
  return spawnSync(process.execPath, ['scripts/build.js'], { cwd: clone, encoding: 'utf8' });
}

function read(path: string): string {
  return readFileSync(join(clone, path), 'utf8');
}

test('the workflows are bundled from what was compiled', { timeout: LIMIT_MS }, () => {
  expect(build()).toMatchObject({ status: 0, stderr: '' });
  expect(read('dist/workflow-bundle.js')).toContain('first');
});

test('nothing is written when nothing has changed', { timeout: LIMIT_MS }, () => {
  const before = statSync(join(clone, 'dist/.stamp.json')).mtimeMs;
  expect(build().status).toBe(0);
  expect(statSync(join(clone, 'dist/.stamp.json')).mtimeMs).toBe(before);
});

test('the command of a clone builds what has changed and passes its arguments on', { timeout: LIMIT_MS }, () => {
  const id = read('dist/build-id.json');
  writeSource('model/words.ts', "export const word = 'second';\n");
  expect(execFileSync(process.execPath, ['bin/muster.js', 'a', 'b'], { cwd: clone, encoding: 'utf8' })).toBe('ran a b');
  expect(read('dist/workflow-bundle.js')).toContain('second');
  expect(read('dist/build-id.json')).not.toBe(id);
});

test('a change that no worker runs keeps the build id of the worker', { timeout: LIMIT_MS }, () => {
  const id = read('dist/build-id.json');
  writeSource('client/more.ts', 'export const more = 1;\n');
  expect(build().status).toBe(0);
  expect(existsSync(join(clone, 'dist/client/more.js'))).toBe(true);
  expect(read('dist/build-id.json')).toBe(id);
});

test('the output of a removed source is removed', { timeout: LIMIT_MS }, () => {
  rmSync(join(clone, 'client/more.ts'));
  expect(build().status).toBe(0);
  expect(existsSync(join(clone, 'dist/client/more.js'))).toBe(false);
});

test('a type error fails the build, and again the next time', { timeout: LIMIT_MS }, () => {
  writeSource('model/wrong.ts', "export const wrong: number = 'text';\n");
  expect(build()).toMatchObject({ status: 1, stderr: expect.stringContaining('model/wrong.ts') });
  expect(build().status).toBe(1);
});

test('an old Node is told in one line', () => {
  const older = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.18.1' } })";
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(older)}`, 'bin/muster.js'],
    { cwd: clone, encoding: 'utf8' },
  );
  expect(status).toBe(2);
  expect(stderr).toMatch(/^muster needs Node 20\.19 or newer.*\n$/);
});

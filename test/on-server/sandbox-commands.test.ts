import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../worker/package-root.ts';
import { until } from '../fixtures/until.ts';

interface Node {
  readonly name: string;
  readonly state: string;
  readonly role: string | null;
}

let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'muster-sbx-'));
  const counts = ['--hosts', '2', '--frontends', '1', '--backends', '1', '--backend-hosts', '2'];
  const { exitCode, stdout } = await muster('up', ...counts, '--speed', '20');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('1 of 2 hosts run a frontend, 1 of 2 a backend');
});
afterAll(async () => {
  expect(await muster('down')).toMatchObject({ exitCode: 0 });
  rmSync(directory, { recursive: true, force: true });
});

/** `muster sandbox …`, compiled, as a process of its own. */
async function muster(...args: readonly string[]) {
  const env = { PATH: process.env.PATH ?? '', HOME: directory, MUSTER_STATE_DIR: join(directory, 'state') };
  const main = join(packageRoot(), 'dist/client/main.js');
  const { exitCode, stdout, stderr } = await execa(process.execPath, [main, 'sandbox', ...args], {
    cwd: directory,
    env,
    extendEnv: false,
    reject: false,
  });
  return { exitCode, stdout, stderr };
}

async function nodes(): Promise<readonly Node[]> {
  return JSON.parse((await muster('nodes', '--json')).stdout) as Node[];
}

const stateOf = async (name: string) => (await nodes()).find((node) => node.name === name)?.state;

describe('muster sandbox', () => {
  it('stops and starts the frontend of a host by its scripts, and kills it', async () => {
    expect((await muster('nodes')).stdout).toMatch(/^fe-1 +127\.\S+ +serving +LEADER +\d+ +member, alive$/m);
    expect((await muster('stop', 'fe-1')).stdout).toContain('the process on fe-1 has ended');
    expect(await stateOf('fe-1')).toBe('stopped');
    expect(await muster('start', 'fe-1')).toMatchObject({ exitCode: 0 });
    await until('it serves', async () => (await stateOf('fe-1')) === 'serving');
    expect((await muster('kill', 'fe-1')).stdout).toContain('was killed with -9');
    expect(await stateOf('fe-1')).toBe('stopped');
    await muster('start', 'fe-1');
    await until('it serves again', async () => (await stateOf('fe-1')) === 'serving');
  });

  it('does the same with a backend', async () => {
    await until('the frontend serves', async () => (await stateOf('fe-1')) === 'serving');
    expect((await muster('nodes')).stdout).toMatch(/^be-1 +127\.\S+ +serving +BACKEND +\d+ +member, (not )?alive$/m);
    expect((await muster('stop', 'be-1')).stdout).toContain('the process on be-1 has ended');
    expect(await stateOf('be-1')).toBe('stopped');
    expect(await muster('start', 'be-1')).toMatchObject({ exitCode: 0 });
    await until('it serves', async () => (await stateOf('be-1')) === 'serving');
    expect((await muster('start', 'be-2')).stderr).toContain('no backend is installed on be-2');
  });

  it('says what is missing where no frontend is installed', async () => {
    const { exitCode, stderr } = await muster('start', 'fe-2');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/no frontend is installed on fe-2[\s\S]*next: +muster sandbox nodes/);
  });

  it('cuts a host off and cures it', async () => {
    expect((await muster('cut', 'fe-1', '--clients')).stdout).toContain('next: muster sandbox cure fe-1');
    expect(JSON.parse((await muster('fault', '--json')).stdout)).toEqual([
      { name: 'silent', node: 'fe-1', clients: true },
    ]);
    expect(await muster('cure', 'fe-1')).toMatchObject({ exitCode: 0 });
    expect(JSON.parse((await muster('fault', '--json')).stdout)).toEqual([]);
  });

  it('registers backends, and refuses more of them alive than there are', async () => {
    expect((await muster('backends', '12', '--alive', '11')).stdout).toContain('12 backends are registered, 11 answer');
    expect(await muster('backends', '1', '--alive', '2')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('alive is 2, expected a whole number from 0 to 1'),
    });
    expect(await muster('backends', 'many')).toMatchObject({ exitCode: 2 });
  });

  it('makes tables, says what there is, and cures a fault of data by its name', async () => {
    expect(await muster('backends', '3')).toMatchObject({ exitCode: 0 });
    const asked = ['--tables', '2', '--tablets', '4', '--replicas', '3', '--size', '1MB', '--rate', '50MB'];
    expect((await muster('data', ...asked)).stdout).toMatch(/^shop +2 +8 +24 +\d+ MB$/m);
    expect((await muster('data')).stdout).toMatch(/^10\.78\.0\.1:9050 +\d+ +\S+ \wB$/m);
    expect(await muster('data', '--size', 'much')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('"much" is not a size such as 64MB'),
    });
    expect((await muster('fault', 'scheduler-off')).stdout).toContain('scheduler-off is active');
    expect(JSON.parse((await muster('fault', '--json')).stdout)).toEqual([{ name: 'scheduler-off' }]);
    expect((await muster('fault', 'no-space')).stderr).toContain('name the one that will: --node be-3');
    expect((await muster('cure', 'scheduler-off')).stdout).toContain('scheduler-off is cured');
    expect(JSON.parse((await muster('fault', '--json')).stdout)).toEqual([]);
  });

  it('makes hosts without a frontend', async () => {
    const up = await muster('up', '--name', 'bare', '--hosts', '2', '--frontends', '0', '--json');
    expect(JSON.parse(up.stdout)).toMatchObject({ name: 'bare', frontends: 0 });
    expect(JSON.parse((await muster('nodes', '--name', 'bare', '--json')).stdout)).toMatchObject([
      { name: 'fe-1', state: 'stopped', registered: false },
      { name: 'fe-2', state: 'stopped', registered: false },
    ]);
    expect(await muster('down', '--name', 'bare')).toMatchObject({ exitCode: 0 });
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describePid, findByArgs, readPidFile } from '../../../activities/process/find-process.ts';
import { SshPool } from '../../../activities/ssh/pool.ts';
import { endProcess, startSleeper } from '../../fixtures/sleeper.ts';
import { type SshServer, startSshServer } from '../../fixtures/ssh-server.ts';
import { until } from '../../fixtures/until.ts';

let server: SshServer;
let pool: SshPool;
const children: ChildProcess[] = [];
beforeAll(async () => {
  server = await startSshServer();
  pool = new SshPool();
});
afterEach(async () => {
  for (const child of children.splice(0)) await endProcess(child);
});
afterAll(async () => {
  await pool.close();
  await server.close();
});
async function sleeper(...words: string[]) {
  const child = await startSleeper(words);
  children.push(child);
  return child.pid as number;
}

describe('readPidFile', () => {
  it.each([
    ['18998\n', 18998],
    ['18998', 18998],
    [' 7 \n', 7],
    ['', undefined],
    ['0\n', undefined],
    ['-1\n', undefined],
    ['12 34\n', undefined],
    ['1; rm -rf /\n', undefined],
  ])('reads %j as %s', async (content, pid) => {
    const path = join(server.dir, 'fe.pid');
    writeFileSync(path, content);
    expect(await readPidFile(pool, server.target, path)).toBe(pid);
  });

  it('finds none without a file', async () => {
    expect(await readPidFile(pool, server.target, join(server.dir, 'none.pid'))).toBeUndefined();
  });
});

describe('describePid', () => {
  it('tells arguments and identity, the same each time', async () => {
    const pid = await sleeper('-Dhome=/opt/fe (x) y', 'StarRocksFE');
    const view = await describePid(pool, server.target, pid);
    expect(view).toMatchObject({ pid, args: expect.stringContaining('-Dhome=/opt/fe (x) y StarRocksFE') });
    expect(await describePid(pool, server.target, pid)).toEqual(view);
  });

  it('tells processes apart that were started one after the other', async () => {
    const identities = new Set<string | undefined>();
    // The kernel counts start times in hundredths of a second.
    await until('a later start has another identity', async () => {
      identities.add((await describePid(pool, server.target, await sleeper('next')))?.started);
      return identities.size > 1;
    });
    expect(identities).not.toContain(undefined);
  });

  it('finds none for a pid that is gone, nor for one that has ended and was not collected', async () => {
    const pid = await sleeper('gone');
    const [child] = children;
    if (child) await endProcess(child);
    expect(await describePid(pool, server.target, pid)).toBeUndefined();

    // The parent never collects its child, which stays as a zombie.
    const parent = spawn('bash', ['-c', 'sleep 0 & echo $!; exec sleep 300'], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(parent);
    const zombie = await new Promise<number>((resolve) =>
      parent.stdout?.once('data', (data: Buffer) => resolve(Number(data.toString()))),
    );
    await until(
      'the zombie counts as gone',
      async () => (await describePid(pool, server.target, zombie)) === undefined,
    );
  });
});

describe('findByArgs', () => {
  it('finds the processes that have all the markers, and never itself', async () => {
    const home = join(server.dir, 'fe "home"');
    const first = await sleeper(`-Dhome=${home}`, 'StarRocksFE');
    const second = await sleeper('StarRocksFE', `${home}/lib`);
    await sleeper(`-Dhome=${home}`, 'StarRocksBE');
    const found = await findByArgs(pool, server.target, [home, 'StarRocksFE']);
    expect(found.map(({ pid }) => pid).sort()).toEqual([first, second].sort());
    expect(found[0]?.args).toContain('StarRocksFE');
    expect(found[0]?.started).toBe((await describePid(pool, server.target, found[0]?.pid ?? 0))?.started);
  });

  it('finds none where there is none, takes markers as they are, and none without a marker', async () => {
    await sleeper('plain');
    expect(await findByArgs(pool, server.target, [`${server.dir}/nobody`])).toEqual([]);
    expect(await findByArgs(pool, server.target, ['plai*'])).toEqual([]);
    expect(await findByArgs(pool, server.target, [])).toEqual([]);
  });
});

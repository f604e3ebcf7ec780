import type { ChildProcess } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describePid } from '../../../activities/process/find-process.ts';
import { stopProcess } from '../../../activities/process/stop-process.ts';
import { SshPool } from '../../../activities/ssh/pool.ts';
import { endProcess, startSleeper } from '../../fixtures/sleeper.ts';
import { type SshServer, startSshServer } from '../../fixtures/ssh-server.ts';

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
async function sleeper(onTerm?: string) {
  const child = await startSleeper(['-Dhome=/opt/fe', 'StarRocksFE'], onTerm);
  children.push(child);
  return { child, pid: child.pid as number };
}
const markers = ['StarRocksFE', '/opt/fe'];

describe('stopProcess', () => {
  it('ends the process and returns when it is gone', async () => {
    const { pid } = await sleeper('setTimeout(() => process.exit(143), 300)');
    const started = (await describePid(pool, server.target, pid))?.started ?? '';
    expect(await stopProcess(pool, server.target, { pid, markers, started })).toBe('stopped');
    expect(await describePid(pool, server.target, pid)).toBeUndefined();
  });

  it('finds it already gone when it is called again', async () => {
    const { pid } = await sleeper();
    expect(await stopProcess(pool, server.target, { pid, markers })).toBe('stopped');
    expect(await stopProcess(pool, server.target, { pid, markers })).toBe('already gone');
  });

  it('refuses a process whose arguments are others, and leaves it alone', async () => {
    const { pid, child } = await sleeper();
    await expect(
      stopProcess(pool, server.target, { pid, markers: ['StarRocksFE', '/opt/other'] }),
    ).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      kind: 'refused',
      message: expect.stringContaining(`process ${pid} is something else`),
    });
    expect(child.signalCode).toBeNull();
    expect(await describePid(pool, server.target, pid)).toBeDefined();
  });

  it('takes a process with the same pid and another start for another one, and leaves it alone', async () => {
    const { pid } = await sleeper();
    expect(await stopProcess(pool, server.target, { pid, markers, started: 'before-1' })).toBe('already gone');
    expect(await describePid(pool, server.target, pid)).toBeDefined();
  });

  it('does not kill one that will not end, and says that it is still there', async () => {
    const { pid } = await sleeper('');
    await expect(stopProcess(pool, server.target, { pid, markers, limitMs: 400 })).rejects.toMatchObject({
      code: 'COMMAND_TIMEOUT',
      kind: 'unknown',
    });
    expect(await describePid(pool, server.target, pid)).toBeDefined();
  });

  it('kills one that will not end when it is asked to', async () => {
    const { pid } = await sleeper('');
    expect(await stopProcess(pool, server.target, { pid, markers, limitMs: 400, kill: true })).toBe('killed');
    expect(await describePid(pool, server.target, pid)).toBeUndefined();
  });

  it.each([
    { pid: 1, markers },
    { pid: 0, markers },
    { pid: -5, markers },
    { pid: 1.5, markers },
    { pid: 4_000_000, markers: [] },
  ])('refuses to look for %j at all', async (options) => {
    const before = server.commands.length;
    await expect(stopProcess(pool, server.target, options)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(server.commands.length).toBe(before);
  });
});

import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { describePid } from '../../../activities/process/find-process.ts';
import { type DetachedCommand, startDetached } from '../../../activities/process/start-detached.ts';
import { SshPool } from '../../../activities/ssh/pool.ts';
import { runScript } from '../../../activities/ssh/run-script.ts';
import { type SshServer, startSshServer } from '../../fixtures/ssh-server.ts';
import { until } from '../../fixtures/until.ts';

let server: SshServer;
let pool: SshPool;
let number = 0;
let home: string;
const started: number[] = [];

beforeAll(async () => {
  server = await startSshServer();
  pool = new SshPool();
});
afterAll(async () => {
  for (const pid of started) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
  await pool.close();
  await server.close();
});
beforeEach(() => {
  number += 1;
  home = join(server.dir, `home ${number}`);
  mkdirSync(join(home, 'log'), { recursive: true });
});

/** Leaves a line for every time it is started, then stays. */
const SERVE = 'echo "started $$ $GREETING $1" >> runs; echo ready; exec sleep 300';
const describeCommand = (changes: Partial<DetachedCommand> = {}): DetachedCommand => ({
  token: 'add-fe-2',
  command: ['bash', '-c', SERVE, 'serve', "it's me"],
  cwd: home,
  env: { GREETING: 'hello you' },
  logFile: join(home, 'log', 'out'),
  ...changes,
});
async function start(changes?: Partial<DetachedCommand>, over = pool) {
  const result = await startDetached(over, server.target, describeCommand(changes));
  if (!started.includes(result.pid)) started.push(result.pid);
  return result;
}
const runs = () => (existsSync(join(home, 'runs')) ? readFileSync(join(home, 'runs'), 'utf8').trim().split('\n') : []);

describe('startDetached', () => {
  it('starts the command in its directory, with its variables and arguments, its output in the log', async () => {
    const result = await start();
    expect(result).toMatchObject({ alreadyRunning: false, running: true });
    await until(
      'the command has begun',
      () => runs().length === 1 && readFileSync(join(home, 'log', 'out'), 'utf8') === 'ready\n',
    );
    expect(runs()).toEqual([`started ${result.pid} hello you it's me`]);
    expect((await describePid(pool, server.target, result.pid))?.started).toBe(result.started);
  });

  it('outlives the connection', async () => {
    const own = new SshPool();
    const { pid, started: identity } = await start({}, own);
    await own.close();
    server.cut();
    await until('the command has begun', () => runs().length === 1);
    const fresh = new SshPool();
    expect((await describePid(fresh, server.target, pid))?.started).toBe(identity);
    await fresh.close();
  });

  it('is out of reach of the limit of the call that started it', async () => {
    const { pid, started: identity } = await start({ limitMs: 5_000 });
    // Later than the limit and what the host adds to it.
    await runScript(pool, server.target, 'sleep 6.5', { limitMs: 60_000 });
    expect((await describePid(pool, server.target, pid))?.started).toBe(identity);
  });

  it('finds the first start when it is called again, and starts no second one', async () => {
    const first = await start();
    const second = await start();
    expect(second).toEqual({ ...first, alreadyRunning: true });
    await until('the command has begun', () => runs().length > 0);
    expect(runs().length).toBe(1);
  });

  it('starts one when it is called many times at once', async () => {
    const results = await Promise.all([start(), start(), start(), start(), start()]);
    expect(new Set(results.map(({ pid }) => pid)).size).toBe(1);
    expect(results.filter(({ alreadyRunning }) => !alreadyRunning).length).toBe(1);
    await until('the command has begun', () => runs().length > 0);
    expect(runs().length).toBe(1);
    const markers = () => readdirSync(join(home, 'log', '.muster'));
    await until('the others have taken theirs away', () => markers().length === 1);
    expect(markers()).toEqual(['add-fe-2']);
  });

  it('starts one when the reply is lost and the call is made again', async () => {
    const own = new SshPool();
    const lost = startDetached(own, server.target, describeCommand()).catch((error: unknown) => error);
    await until('the start has begun', () => existsSync(join(home, 'log', '.muster')));
    server.cut();
    await lost;
    await own.close();
    // The reply may have come before the cut, and the old connection know nothing of it yet.
    const fresh = new SshPool();
    const { pid, running } = await start({}, fresh);
    await fresh.close();
    expect(running).toBe(true);
    await until('the command has begun', () => runs().length > 0);
    expect(runs()).toEqual([`started ${pid} hello you it's me`]);
  });

  it('says that it has ended, and does not start it again', async () => {
    const first = await start({ command: ['bash', '-c', 'echo x >> runs'] });
    await until('it has ended', async () => !(await describePid(pool, server.target, first.pid)));
    expect(await start({ command: ['bash', '-c', 'echo x >> runs'] })).toMatchObject({
      pid: first.pid,
      alreadyRunning: true,
      running: false,
    });
    expect(runs()).toEqual(['x']);
  });

  it('starts another one for another token', async () => {
    const first = await start();
    const second = await start({ token: 'add-fe-2.again' });
    expect(second.pid).not.toBe(first.pid);
    expect(second.alreadyRunning).toBe(false);
  });

  it('says that the program is missing, and leaves no marker that would hide a later start', async () => {
    await expect(start({ command: ['./bin/start_fe.sh', '--daemon'] })).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      kind: 'refused',
      message: expect.stringContaining('./bin/start_fe.sh is not there'),
    });
    expect((await start()).alreadyRunning).toBe(false);
  });

  it.each(['', '../up', 'a b', 'a;b', '.hidden'])('refuses the token %j', async (token) => {
    await expect(start({ token })).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { SshPool, type SshPoolOptions } from '../../../../activities/ssh/pool.ts';
import { runScript } from '../../../../activities/ssh/run-script.ts';
import type { SshTarget } from '../../../../model/cluster.ts';
import { generateKey, type RealSshd, type RealSshdOptions, startRealSshd } from '../../../fixtures/real-sshd.ts';
import { findClosedPort, startTcpServer } from '../../../fixtures/tcp-server.ts';
import { until } from '../../../fixtures/until.ts';

const limitMs = 60_000;
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(options?: RealSshdOptions): Promise<RealSshd> {
  const sshd = await startRealSshd(options);
  closers.push(sshd.close);
  return sshd;
}
function makePool(options?: SshPoolOptions): SshPool {
  const pool = new SshPool(options);
  closers.push(() => pool.close());
  return pool;
}
const hello = async (pool: SshPool, target: SshTarget) =>
  (await runScript(pool, target, 'echo "$SSH_CONNECTION"', { limitMs })).stdout.split(' ');
const acceptedBy = (sshd: RealSshd) => sshd.log().match(/Accepted publickey/g)?.length ?? 0;
const knownLine = ({ target: { host, port }, hostKey }: RealSshd) => `[${host}]:${port} ${hostKey}\n`;

/** A host, and jump servers on other addresses that accept the same key; all are in the host's known_hosts. */
async function serveBehind(...jumpOptions: RealSshdOptions[]) {
  const host = await serve({ address: '127.0.0.9' });
  const login = readFileSync(`${host.target.key}.pub`, 'utf8').trim();
  const jumps: RealSshd[] = [];
  for (const [index, options] of jumpOptions.entries()) {
    const jump = await serve({ address: `127.0.0.${index + 2}`, ...options });
    jump.authorize(login);
    jumps.push(jump);
  }
  writeFileSync(host.target.knownHosts, [host, ...jumps].map(knownLine).join(''));
  const target: SshTarget = {
    ...host.target,
    jumps: jumps.map(({ target: { host: address, port } }) => ({ host: address, port })),
  };
  return { host, jumps, target };
}
function nth(jumps: readonly RealSshd[], index: number): RealSshd {
  const jump = jumps[index];
  if (jump === undefined) throw new Error(`no jump server ${index}`);
  return jump;
}

describe('a host behind jump servers', () => {
  it('is reached through one, which all hosts behind it share', async () => {
    const { host, jumps, target } = await serveBehind({});
    const other = await serve({ address: '127.0.0.10' });
    other.authorize(readFileSync(`${host.target.key}.pub`, 'utf8').trim());
    writeFileSync(host.target.knownHosts, knownLine(other), { flag: 'a' });
    const pool = makePool();
    const beyond = { ...target, host: '127.0.0.10', port: other.target.port };
    const [first, second] = await Promise.all([hello(pool, target), hello(pool, beyond), hello(pool, target)]);
    expect(first.slice(2)).toEqual(['127.0.0.9', `${host.target.port}\n`]);
    expect(second.slice(2)).toEqual(['127.0.0.10', `${other.target.port}\n`]);
    expect(acceptedBy(nth(jumps, 0))).toBe(1);
    expect([acceptedBy(host), acceptedBy(other)]).toEqual([1, 1]);
  });

  it('is reached through two, one after the other', async () => {
    const { host, jumps, target } = await serveBehind({}, {});
    await hello(makePool(), target);
    expect(jumps.map(acceptedBy)).toEqual([1, 1]);
    expect(host.log()).toContain('Connection from');
    // The second is seen by the first only as an address to forward to.
    expect(nth(jumps, 1).log()).toContain('Accepted publickey');
  });

  it('gives its input and output whole through them', async () => {
    const { target } = await serveBehind({}, {});
    const input = Buffer.alloc(20_000_000, 'x');
    const { stdout } = await runScript(makePool(), target, 'wc -c; cat', { stdin: input, limitMs });
    expect(stdout.trim()).toBe('20000000');
  });

  it('leaves no connection behind, on any of them', async () => {
    const { host, jumps, target } = await serveBehind({}, {});
    const idle = makePool({ idleMs: 20 });
    await hello(idle, target);
    await until('unused connections are closed', () => [host, ...jumps].every((sshd) => sshd.sessions().length === 0));
    const pool = new SshPool();
    await hello(pool, target);
    await pool.close();
    await until('the connections of a closed pool are closed', () =>
      [host, ...jumps].every((sshd) => sshd.sessions().length === 0),
    );
    expect((await hello(idle, target)).length).toBe(4);
  });

  it.each([0, 1, 2])('is not reached when server %i on the way shows a key that is not known', async (liar) => {
    const { host, jumps, target } = await serveBehind({}, {});
    const servers = [...jumps, host];
    const lied = servers[liar] as RealSshd;
    const stranger = generateKey(join(host.dir, 'stranger')).split(' ').slice(0, 2).join(' ');
    const lines = servers.map((sshd) => knownLine(sshd === lied ? { ...sshd, hostKey: stranger } : sshd));
    writeFileSync(host.target.knownHosts, lines.join(''));
    const place = liar === 2 ? '' : ` \\(jump server ${liar + 1} of 2 to 127.0.0.9\\)`;
    await expect(hello(makePool(), target)).rejects.toMatchObject({
      code: 'SSH_HOST_KEY',
      kind: 'refused',
      message: expect.stringMatching(
        new RegExp(`^The host key of \\[${lied.target.host}\\]:${lied.target.port}${place} is not the one of`),
      ),
    });
    // No key of ours is shown to it, nor to anything behind it.
    expect(servers.map(acceptedBy)).toEqual(servers.map((_, index) => (index < liar ? 1 : 0)));
  });

  it('says which server does not accept the key', async () => {
    const { jumps, target } = await serveBehind({}, {});
    writeFileSync(join(nth(jumps, 1).dir, 'authorized_keys'), '');
    await expect(hello(makePool(), target)).rejects.toMatchObject({
      code: 'SSH_AUTH',
      message: expect.stringMatching(/127\.0\.0\.3:\d+ \(jump server 2 of 2 to 127\.0\.0\.9\) does not accept the key/),
    });
  });

  it('says that a jump server does not connect: refused, forbidden or silent', async () => {
    const { host, target } = await serveBehind({});
    await expect(hello(makePool(), { ...target, port: await findClosedPort() })).rejects.toMatchObject({
      code: 'SSH_UNREACHABLE',
      kind: 'transient',
      message: expect.stringMatching(
        /127\.0\.0\.2:\d+ \(jump server 1 of 1 to 127\.0\.0\.9\) does not connect to 127\.0\.0\.9:\d+: Connection refused/,
      ),
    });

    const closed = await serveBehind({ address: '127.0.0.5', config: ['AllowTcpForwarding no'] });
    await expect(hello(makePool(), closed.target)).rejects.toMatchObject({
      code: 'SSH_UNREACHABLE',
      kind: 'refused',
      message: expect.stringContaining('does not allow forwarding'),
      hint: expect.stringContaining('AllowTcpForwarding'),
    });

    const mute = await startTcpServer();
    closers.push(mute.close);
    const silent = { ...target, host: '127.0.0.1', port: mute.port };
    await expect(hello(makePool({ connectLimitMs: 1_000 }), silent)).rejects.toMatchObject({
      code: 'SSH_UNREACHABLE',
      message: expect.stringMatching(/^\S+@127\.0\.0\.1:\d+ cannot be reached by SSH: no SSH greeting/),
    });
    expect(host.log()).not.toContain('Accepted');
  });

  it.each([0, 1])('is reached anew after server %i on the way has died under a command', async (dead) => {
    const { host, jumps, target } = await serveBehind({}, {});
    const pool = makePool();
    const file = join(host.dir, 'begun');
    const running = runScript(pool, target, 'echo > "$1"; sleep 30', { args: [file], limitMs });
    const outcome = expect(running).rejects.toMatchObject({ code: 'SSH_LOST', kind: 'unknown' });
    await until('the command has begun', () => existsSync(file));
    nth(jumps, dead).killSessions();
    await outcome;
    expect((await hello(pool, target)).length).toBe(4);
  });

  it('is reached through a jump server that allows only one session', async () => {
    const { jumps, target } = await serveBehind({ config: ['MaxSessions 1'] });
    const pool = makePool();
    await Promise.all([1, 2, 3].map(() => hello(pool, target)));
    expect(acceptedBy(nth(jumps, 0))).toBe(1);
  });
});

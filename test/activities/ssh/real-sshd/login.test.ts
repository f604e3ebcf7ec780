import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SshPool } from '../../../../activities/ssh/pool.ts';
import { runScript } from '../../../../activities/ssh/run-script.ts';
import type { SshTarget } from '../../../../model/cluster.ts';
import { generateKey, type RealSshd, type RealSshdOptions, startRealSshd } from '../../../fixtures/real-sshd.ts';
import { type SshAgent, startSshAgent } from '../../../fixtures/ssh-agent.ts';

const savedSocket = process.env.SSH_AUTH_SOCK;
const closers: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  delete process.env.SSH_AUTH_SOCK;
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  if (savedSocket === undefined) delete process.env.SSH_AUTH_SOCK;
  else process.env.SSH_AUTH_SOCK = savedSocket;
});

async function serve(options?: RealSshdOptions): Promise<RealSshd> {
  const sshd = await startRealSshd(options);
  closers.push(sshd.close);
  return sshd;
}
async function serveAgent(): Promise<SshAgent> {
  const agent = await startSshAgent();
  closers.push(agent.close);
  process.env.SSH_AUTH_SOCK = agent.socket;
  return agent;
}
async function hello(target: SshTarget): Promise<string> {
  const pool = new SshPool();
  closers.push(() => pool.close());
  return (await runScript(pool, target, 'echo hello', { limitMs: 60_000 })).stdout;
}
function byAgent({ target: { key: _, ...rest } }: RealSshd): SshTarget {
  return { ...rest, agent: true };
}

describe('the host key of a real sshd', () => {
  it('is accepted where known_hosts has it, under its name or a hashed one', async () => {
    const sshd = await serve();
    expect(await hello(sshd.target)).toBe('hello\n');
    execFileSync('ssh-keygen', ['-q', '-H', '-f', sshd.target.knownHosts], { stdio: 'ignore' });
    expect(readFileSync(sshd.target.knownHosts, 'utf8')).toMatch(/^\|1\|/);
    expect(await hello(sshd.target)).toBe('hello\n');
  });

  it('is refused where it is unknown, changed or revoked, before a key of ours is shown', async () => {
    const sshd = await serve();
    const { knownHosts, host, port } = sshd.target;
    const other = generateKey(join(sshd.dir, 'other')).split(' ').slice(0, 2).join(' ');
    for (const [content, said] of [
      ['', /is not in .*known_hosts; it showed ssh-ed25519 SHA256:/],
      [`[${host}]:${port} ${other}\n`, /is not the one of .*known_hosts:1;/],
      [`[${host}]:${port} ${sshd.hostKey}\n@revoked * ${sshd.hostKey}\n`, /is revoked in .*known_hosts:2;/],
    ] as const) {
      writeFileSync(knownHosts, content);
      await expect(hello(sshd.target)).rejects.toMatchObject({
        code: 'SSH_HOST_KEY',
        kind: 'refused',
        message: expect.stringMatching(said),
      });
    }
    expect(sshd.log()).not.toContain('Accepted publickey');
    expect(sshd.log()).not.toContain('Failed publickey');
  });
});

describe('a key with a passphrase', () => {
  it('is used with the passphrase that is referred to', async () => {
    const sshd = await serve();
    const key = join(sshd.dir, 'locked');
    sshd.authorize(generateKey(key, { passphrase: 'open sesame' }));
    const secret = join(sshd.dir, 'passphrase');
    writeFileSync(secret, 'open sesame\n', { mode: 0o600 });
    const target: SshTarget = { ...sshd.target, key, passphrase: { from: 'file', path: secret } };
    expect(await hello(target)).toBe('hello\n');

    writeFileSync(secret, 'another\n');
    await expect(hello(target)).rejects.toMatchObject({
      code: 'SSH_AUTH',
      kind: 'refused',
      message: expect.stringMatching(/locked cannot be used with its passphrase/),
    });
    await expect(hello({ ...sshd.target, key })).rejects.toMatchObject({
      code: 'SSH_AUTH',
      message: expect.stringContaining('has a passphrase, and none is given'),
      hint: expect.stringContaining('passphrase: env:NAME'),
    });
  });

  it('is left to the agent that holds it', async () => {
    const sshd = await serve();
    const agent = await serveAgent();
    const key = join(sshd.dir, 'locked');
    // The same key: open for the agent, locked on the disk.
    const publicKey = generateKey(key);
    agent.add(key);
    sshd.authorize(publicKey);
    execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'secret', '-f', key], { stdio: 'ignore' });
    for (let count = 0; count < 8; count++) agent.makeKey(`decoy-${count}`);
    expect(await hello({ ...sshd.target, key, agent: true })).toBe('hello\n');
  });
});

describe('an ssh-agent', () => {
  it.each(['ed25519', 'rsa', 'ecdsa'])('opens a host with the %s key that it holds', async (type) => {
    const sshd = await serve();
    const agent = await serveAgent();
    agent.makeKey('stranger');
    sshd.authorize(agent.makeKey('mine', type));
    expect(existsSync(join(agent.dir, 'mine'))).toBe(false);
    expect(await hello(byAgent(sshd))).toBe('hello\n');
  });

  it('is asked after the key that is named beside it', async () => {
    const sshd = await serve();
    const agent = await serveAgent();
    for (let count = 0; count < 8; count++) agent.makeKey(`decoy-${count}`);
    expect(await hello({ ...sshd.target, agent: true })).toBe('hello\n');
    expect(sshd.log()).not.toContain('Failed publickey');

    const wrong = join(sshd.dir, 'wrong');
    generateKey(wrong);
    sshd.authorize(agent.makeKey('mine'));
    const few = await serveAgent();
    sshd.authorize(few.makeKey('only'));
    expect(await hello({ ...sshd.target, key: wrong, agent: true })).toBe('hello\n');
  });

  it('shows one key only where its public half is named', async () => {
    const sshd = await serve({ config: ['MaxAuthTries 3'] });
    const agent = await serveAgent();
    for (let count = 0; count < 8; count++) agent.makeKey(`decoy-${count}`);
    sshd.authorize(agent.makeKey('mine'));
    await expect(hello(byAgent(sshd))).rejects.toMatchObject({
      code: 'SSH_AUTH',
      message: expect.stringContaining('hung up after too many keys; tried were any of the 9 keys of the ssh-agent'),
      hint: expect.stringContaining('key:'),
    });
    expect(await hello({ ...sshd.target, key: join(agent.dir, 'mine.pub'), agent: true })).toBe('hello\n');
  });

  it('that the host does not accept is said with the number of its keys', async () => {
    const sshd = await serve();
    const agent = await serveAgent();
    agent.makeKey('one');
    agent.makeKey('two');
    await expect(hello(byAgent(sshd))).rejects.toMatchObject({
      code: 'SSH_AUTH',
      kind: 'refused',
      message: expect.stringMatching(/does not accept any of the 2 keys of the ssh-agent$/),
    });
    const wrong = join(sshd.dir, 'wrong');
    generateKey(wrong);
    await expect(hello({ ...sshd.target, key: wrong, agent: true })).rejects.toMatchObject({
      message: expect.stringMatching(/does not accept the key .*wrong nor any of the 2 keys of the ssh-agent$/),
    });
  });

  it('that is not there, has gone or holds nothing is told apart', async () => {
    const sshd = await serve();
    const target = byAgent(sshd);
    await expect(hello(target)).rejects.toMatchObject({
      code: 'SSH_AUTH',
      kind: 'refused',
      message: expect.stringContaining('SSH_AUTH_SOCK is not set'),
      hint: expect.stringContaining('muster up'),
    });
    const agent = await startSshAgent();
    process.env.SSH_AUTH_SOCK = agent.socket;
    await expect(hello(target)).rejects.toMatchObject({
      code: 'SSH_AUTH',
      message: expect.stringMatching(/holds no keys$/),
      hint: expect.stringContaining('ssh-add'),
    });
    await agent.close();
    await expect(hello(target)).rejects.toMatchObject({
      code: 'SSH_AUTH',
      message: expect.stringContaining('does not answer'),
    });
    // The key that is named beside it is enough.
    expect(await hello({ ...sshd.target, agent: true })).toBe('hello\n');
  });

  it('is not asked where nobody wrote it', async () => {
    const sshd = await serve();
    const agent = await serveAgent();
    sshd.authorize(agent.makeKey('mine'));
    const wrong = join(sshd.dir, 'wrong');
    generateKey(wrong);
    await expect(hello({ ...sshd.target, key: wrong })).rejects.toMatchObject({ code: 'SSH_AUTH' });
    rmSync(wrong);
    await expect(hello({ ...sshd.target, key: wrong })).rejects.toMatchObject({
      message: expect.stringContaining('cannot be read'),
    });
    generateKey(join(sshd.dir, 'public'));
    await expect(hello({ ...sshd.target, key: join(sshd.dir, 'public.pub') })).rejects.toMatchObject({
      message: expect.stringContaining('is a public key'),
    });
  });
});

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SshPool } from '../../../../activities/ssh/pool.ts';
import { runScript } from '../../../../activities/ssh/run-script.ts';
import { generateKey, type RealSshd, type RealSshdOptions, startRealSshd } from '../../../fixtures/real-sshd.ts';
import { startSshAgent } from '../../../fixtures/ssh-agent.ts';

const savedSocket = process.env.SSH_AUTH_SOCK;
const closers: (() => Promise<unknown>)[] = [];
let pool: SshPool;

beforeEach(() => {
  delete process.env.SSH_AUTH_SOCK;
  pool = new SshPool();
  closers.push(() => pool.close());
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
const hello = async (target: Parameters<typeof runScript>[1]) =>
  (await runScript(pool, target, 'echo hello', { limitMs: 60_000 })).stdout;

function writeConfig(sshd: RealSshd, ...lines: readonly string[]): string {
  const path = join(sshd.dir, 'config');
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}
function hostBlock(name: string, { target: { host, port, user, key, knownHosts } }: RealSshd): readonly string[] {
  return [
    `Host ${name}`,
    `  HostName ${host}`,
    `  Port ${port}`,
    `  User ${user}`,
    `  IdentityFile ${key}`,
    `  UserKnownHostsFile ${knownHosts}`,
  ];
}

describe('a host of an SSH configuration', () => {
  it('is reached by its name alone: address, port, user, key and known hosts come from there', async () => {
    const sshd = await serve();
    const config = writeConfig(sshd, ...hostBlock('db-1', sshd));
    expect(await hello({ host: 'db-1', config })).toBe('hello\n');
  });

  it('follows Include, patterns and tokens as ssh does', async () => {
    const sshd = await serve();
    const { host, port, user, key, knownHosts } = sshd.target;
    mkdirSync(join(sshd.dir, 'more'));
    writeFileSync(join(sshd.dir, 'more', 'db'), `Host db-*\n  Port ${port}\n  IdentityFile ${sshd.dir}/%n-%r\n`);
    writeFileSync(join(sshd.dir, `db-1-${user}`), readFileSync(key), { mode: 0o600 });
    const config = writeConfig(
      sshd,
      `Include ${sshd.dir}/more/*`,
      'Host db-1',
      `  HostName ${host}`,
      'Match host 127.0.0.*',
      `  UserKnownHostsFile ${knownHosts}.missing ${knownHosts}`,
    );
    expect(await hello({ host: 'db-1', config })).toBe('hello\n');
  });

  it('is looked up in known_hosts under its HostKeyAlias', async () => {
    const sshd = await serve();
    const config = writeConfig(sshd, ...hostBlock('db-1', sshd), '  HostKeyAlias the-database');
    await expect(hello({ host: 'db-1', config })).rejects.toMatchObject({
      code: 'SSH_HOST_KEY',
      message: expect.stringContaining('The host key of the-database is not in'),
    });
    writeFileSync(sshd.target.knownHosts, `the-database ${sshd.hostKey}\n`);
    expect(await hello({ host: 'db-1', config })).toBe('hello\n');
  });

  it('has its host key checked, whatever the configuration says', async () => {
    const sshd = await serve();
    writeFileSync(sshd.target.knownHosts, '');
    const config = writeConfig(sshd, ...hostBlock('db-1', sshd), '  StrictHostKeyChecking no');
    await expect(hello({ host: 'db-1', config })).rejects.toMatchObject({ code: 'SSH_HOST_KEY', kind: 'refused' });
    expect(sshd.log()).not.toContain('Accepted publickey');
  });

  it('is what the cluster file says where both say something', async () => {
    const sshd = await serve();
    const { port, user, key, knownHosts } = sshd.target;
    const config = writeConfig(
      sshd,
      'Host db-1',
      '  HostName 127.0.0.1',
      '  Port 1',
      '  User nobody-here',
      '  IdentityFile /no/such/key',
      '  UserKnownHostsFile /no/such/file',
      '  ProxyJump nowhere',
    );
    expect(await hello({ host: 'db-1', config, port, user, key, knownHosts, jumps: [] })).toBe('hello\n');
  });

  it('is reached through the jump servers of the configuration, each with its own key and known hosts', async () => {
    const sshd = await serve({ address: '127.0.0.9' });
    const first = await serve({ address: '127.0.0.2' });
    const second = await serve({ address: '127.0.0.3' });
    const config = writeConfig(
      sshd,
      ...hostBlock('db-1', sshd),
      '  ProxyJump second',
      ...hostBlock('second', second),
      '  ProxyJump first',
      ...hostBlock('first', first),
    );
    expect(await hello({ host: 'db-1', config })).toBe('hello\n');
    for (const server of [first, second, sshd]) expect(server.log()).toContain('Accepted publickey');
    // The list of the cluster file wins.
    expect(await hello({ host: 'db-1', config, jumps: [{ host: 'first' }] })).toBe('hello\n');
    expect(second.log().match(/Accepted publickey/g)).toHaveLength(1);

    writeFileSync(second.target.knownHosts, '');
    await pool.close();
    pool = new SshPool();
    await expect(hello({ host: 'db-1', config })).rejects.toMatchObject({
      code: 'SSH_HOST_KEY',
      message: expect.stringContaining('(jump server 2 of 2 to db-1)'),
    });
  });

  it('uses the agent, and of its keys only the named one where IdentitiesOnly is set', async () => {
    const sshd = await serve({ config: ['MaxAuthTries 3'] });
    const agent = await startSshAgent();
    closers.push(agent.close);
    for (let count = 0; count < 8; count++) agent.makeKey(`decoy-${count}`);
    sshd.authorize(agent.makeKey('mine'));
    const { host, port, knownHosts } = sshd.target;
    const block = ['Host db-1', `  HostName ${host}`, `  Port ${port}`, `  UserKnownHostsFile ${knownHosts}`];
    const named = [`  IdentityFile ${agent.dir}/mine.pub`, '  IdentitiesOnly yes'];
    const byAgent = `  IdentityAgent ${agent.socket}`;
    const target = { host: 'db-1', user: userInfo().username };
    expect(await hello({ ...target, config: writeConfig(sshd, ...block, ...named, byAgent) })).toBe('hello\n');

    process.env.SSH_AUTH_SOCK = agent.socket;
    await pool.close();
    pool = new SshPool();
    expect(await hello({ ...target, config: writeConfig(sshd, ...block, ...named) })).toBe('hello\n');

    // A key that `ssh` would try first, too: the agent's key with that public half.
    await pool.close();
    pool = new SshPool();
    const first = [`  IdentityFile ${agent.dir}/mine`];
    expect(await hello({ ...target, config: writeConfig(sshd, ...block, ...first) })).toBe('hello\n');

    await pool.close();
    pool = new SshPool();
    const without = { ...target, config: writeConfig(sshd, ...block, ...named), agent: false };
    await expect(hello(without)).rejects.toMatchObject({ code: 'SSH_AUTH', kind: 'refused' });
  });

  it('says which key files it has tried when none is accepted, and which when there is none', async () => {
    const sshd = await serve();
    const wrong = join(sshd.dir, 'wrong');
    generateKey(wrong);
    const { host, port, user, knownHosts } = sshd.target;
    const block = ['Host db-1', `  HostName ${host}`, `  Port ${port}`, `  UserKnownHostsFile ${knownHosts}`];
    const refused = writeConfig(sshd, ...block, `  IdentityFile ${wrong}`, '  IdentityFile /no/such/key');
    await expect(hello({ host: 'db-1', user, config: refused })).rejects.toMatchObject({
      code: 'SSH_AUTH',
      message: expect.stringMatching(/does not accept the key \S*wrong$/),
      hint: `ssh -F ${refused} ${user}@db-1 true`,
    });
    const missing = writeConfig(sshd, ...block, '  IdentityFile /no/such/key');
    await expect(hello({ host: 'db-1', user, config: missing })).rejects.toMatchObject({
      code: 'SSH_AUTH',
      message: expect.stringMatching(/No key for .* can be used \(\/no\/such\/key\), and the worker has no ssh-agent/),
    });
  });

  it.each([
    [['Host db-1', '  Prot 22'], 'line 2: Bad configuration option: prot'],
    [['Host db-1', '  ProxyCommand nc %h %p'], 'ProxyCommand, which is not followed'],
    [['Host db-1', '  ProxyJump db-2', 'Host db-2', '  ProxyJump db-1'], 'more than 8 jump servers'],
  ])('is refused when the configuration cannot be followed: %j', async (lines, said) => {
    const sshd = await serve();
    await expect(hello({ host: 'db-1', config: writeConfig(sshd, ...lines) })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      kind: 'refused',
      message: expect.stringContaining(said),
    });
  });

  it('is refused when there is no such file, or no ssh to read it', async () => {
    const sshd = await serve();
    await expect(hello({ host: 'db-1', config: join(sshd.dir, 'none') })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('No such file'),
    });
    const path = process.env.PATH;
    process.env.PATH = '/no/such/directory';
    try {
      await expect(hello({ host: 'db-1', config: writeConfig(sshd) })).rejects.toMatchObject({
        code: 'BAD_INPUT',
        hint: expect.stringContaining('openssh-client'),
      });
    } finally {
      process.env.PATH = path;
    }
  });
});

import { describe, expect, it } from 'vitest';
import { parseClusterFile } from '../../../model/cluster-file/parse-cluster-file.ts';
import { isMusterError } from '../../../model/error.ts';

const load = (ssh: string, nodes = 'fe-1: { role: fe, host: a }') =>
  parseClusterFile(
    `name: p\nengine: starrocks\nversion: 3.5.7\n${ssh}\nroles: { fe: { home: /opt/fe } }\nnodes: { ${nodes} }\n`,
    { file: 'muster.yaml', resolvePath: (path) => `/resolved/${path}` },
  );
const targetOf = (ssh: string, nodes?: string) => load(ssh, nodes).nodes[0]?.ssh;
function refusalOf(ssh: string, nodes?: string): readonly string[] {
  try {
    load(ssh, nodes);
  } catch (error) {
    if (isMusterError(error)) return [error.message, ...error.details];
    throw error;
  }
  return [];
}
const known = { knownHosts: '/resolved/~/.ssh/known_hosts' };

describe('how a host is reached', () => {
  it('is by the usual key file where nothing is said', () => {
    expect(targetOf('ssh: { user: u }')).toEqual({
      host: 'a',
      port: 22,
      user: 'u',
      key: '/resolved/~/.ssh/id_ed25519',
      ...known,
    });
  });

  it('is by the agent alone where no key is named, and by both where one is', () => {
    expect(targetOf('ssh: { user: u, agent: true }')).toEqual({
      host: 'a',
      port: 22,
      user: 'u',
      agent: true,
      ...known,
    });
    expect(targetOf('ssh: { user: u, agent: true, key: id }')).toMatchObject({ key: '/resolved/id', agent: true });
    expect(targetOf('ssh: { user: u, agent: false }')).toMatchObject({ key: '/resolved/~/.ssh/id_ed25519' });
  });

  it('is left to the configuration where one is named, but for what the file says', () => {
    expect(targetOf('ssh: { config: ~/.ssh/config }')).toEqual({ host: 'a', config: '/resolved/~/.ssh/config' });
    expect(
      targetOf('ssh: { config: c, user: u }', 'fe-1: { role: fe, host: a, ssh: { host: prod-1, port: 2222 } }'),
    ).toEqual({ host: 'prod-1', port: 2222, user: 'u', config: '/resolved/c' });
  });

  it('is by way of jump servers, which a node may change or leave out', () => {
    const jumps = [{ host: 'bastion', port: 22, user: 'j' }, { host: '10.0.0.9' }];
    const ssh = "ssh: { user: u, jump: 'j@bastion:22,10.0.0.9' }";
    expect(targetOf(ssh)).toMatchObject({ jumps });
    expect(targetOf(ssh, 'fe-1: { role: fe, host: a, ssh: { jump: none } }')).toMatchObject({ jumps: [] });
  });

  it('takes a passphrase as a reference', () => {
    expect(targetOf('ssh: { user: u, key: id, passphrase: env:PASS }')).toMatchObject({
      key: '/resolved/id',
      passphrase: { from: 'env', name: 'PASS' },
    });
  });

  it('may be the same address behind different jump servers, not behind the same', () => {
    const nodes = (first: string, second: string) =>
      `fe-1: { role: fe, host: a, ssh: { host: 10.0.0.1, jump: ${first} } }, fe-2: { role: fe, host: b, ssh: { host: 10.0.0.1, jump: ${second} } }`;
    expect(refusalOf('ssh: { user: u }', nodes('one', 'two'))).toEqual([]);
    expect(refusalOf('ssh: { user: u }', nodes('one', 'one'))).toEqual([
      expect.stringContaining('is reached by SSH at 10.0.0.1 port 22 by way of one, as fe-1 is'),
    ]);
  });

  it.each([
    ['no user and no configuration', 'ssh: { agent: true }', 'muster.yaml:6:10: nodes.fe-1 has no SSH user, expected'],
    ['a user name as the agent', 'ssh: { user: u, agent: mine }', 'ssh.agent is "mine", expected true or false'],
    [
      'a jump server that is none',
      'ssh: { user: u, jump: "a b" }',
      'ssh.jump is "a b", expected user@host:port, several with commas between, or none',
    ],
    [
      'an option as a jump server',
      'ssh: { user: u, jump: -oProxyCommand=x }',
      'ssh.jump is "-oProxyCommand=x", expected',
    ],
    ['a passphrase in plain text', 'ssh: { user: u, key: id, passphrase: sesame }', 'ssh.passphrase is '],
    ['a passphrase of no key', 'ssh: { user: u, passphrase: env:P }', 'has an SSH passphrase without a key'],
    ['a passphrase that leads nowhere', 'ssh: { user: u, key: id, passphrase: "env:a b" }', 'cannot be followed'],
  ])('is refused with %s', (_name, ssh, said) => {
    const refusal = refusalOf(ssh);
    expect(refusal).toEqual([expect.stringContaining(said)]);
    expect(refusal.join()).not.toContain('sesame');
  });
});

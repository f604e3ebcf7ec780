import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJumps } from '../../model/cluster-file/parse-jumps.ts';
import { describeLogin, formatJump, isAgentOnly, sshCommand } from '../../model/ssh-target.ts';

const plain = { host: '10.0.0.1', port: 22, user: 'ops', knownHosts: '/k' };

describe('isAgentOnly', () => {
  it('is so with an agent and nothing else that could open the host', () => {
    expect(isAgentOnly({ ...plain, agent: true })).toBe(true);
    expect(isAgentOnly({ ...plain, agent: true, key: '/id' })).toBe(false);
    expect(isAgentOnly({ ...plain, agent: true, config: '/c' })).toBe(false);
    expect(isAgentOnly({ ...plain, key: '/id' })).toBe(false);
    expect(isAgentOnly({ ...plain, agent: false, key: '/id' })).toBe(false);
  });
});

describe('sshCommand', () => {
  it('takes the same way as the worker', () => {
    expect(sshCommand({ ...plain, key: '/id' })).toBe(
      'ssh -i /id -o IdentitiesOnly=yes -o UserKnownHostsFile=/k -p 22 ops@10.0.0.1',
    );
    expect(sshCommand({ ...plain, agent: true })).toBe('ssh -o UserKnownHostsFile=/k -p 22 ops@10.0.0.1');
    expect(sshCommand({ host: 'fe-1', config: '/c' })).toBe('ssh -F /c fe-1');
    expect(sshCommand({ host: 'fe-1', config: '/c', jumps: [] })).toBe('ssh -F /c -J none fe-1');
    expect(sshCommand({ ...plain, jumps: [{ host: '::1', port: 2222, user: 'a' }, { host: 'b' }] })).toBe(
      'ssh -o UserKnownHostsFile=/k -J a@[::1]:2222,b -p 22 ops@10.0.0.1',
    );
  });

  it('names the host alone where the user is not known yet', () => {
    expect(describeLogin({ host: 'fe-1' })).toBe('fe-1');
    expect(describeLogin(plain)).toBe('ops@10.0.0.1');
  });
});

describe('parseJumps', () => {
  const jump = fc.record(
    {
      host: fc.oneof(fc.constantFrom('bastion', 'a.example.org'), fc.ipV4(), fc.ipV6()),
      port: fc.integer({ min: 1, max: 65_535 }),
      user: fc.stringMatching(/^[a-z_][a-z0-9_.-]{0,10}$/),
    },
    { requiredKeys: ['host'] },
  );

  it('reads back what is written for ssh -J', () => {
    fc.assert(
      fc.property(fc.array(jump, { minLength: 1, maxLength: 4 }), (jumps) => {
        expect(parseJumps(jumps.map(formatJump).join(','))).toEqual(jumps);
      }),
    );
  });

  it('reads none as no jump server', () => {
    expect(parseJumps('none')).toEqual([]);
  });

  it.each(['', ',', 'a,', 'a@', '@b', 'a@b@c', 'b:', 'b:0', 'b:65536', 'b:22x', 'a b', '-oProxyCommand=x', '$(x)'])(
    'refuses %j',
    (text) => {
      expect(parseJumps(text)).toBeUndefined();
    },
  );

  it('refuses whatever holds a character of a shell', () => {
    fc.assert(
      fc.property(fc.constantFrom(...' ;&|<>()`$\\\'"*?!#\n'), fc.nat(12), (char, at) => {
        const text = 'a@bastion:22';
        expect(parseJumps(text.slice(0, at) + char + text.slice(at))).toBeUndefined();
      }),
    );
  });
});

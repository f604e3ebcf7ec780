import ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { knownHostsLine, makeKeyPair } from '../../../sandbox/host/make-keys.ts';

test('every key that is made can be read again, and its two halves belong together', () => {
  // 4 of 1000 keys as the library makes them cannot be read: of 3000 one is all but certain to be among them.
  for (let made = 0; made < 3000; made++) {
    const pair = makeKeyPair('fe-1');
    const [secret, open] = [ssh2.utils.parseKey(pair.private), ssh2.utils.parseKey(pair.public)];
    if (secret instanceof Error || open instanceof Error) throw new Error(`key ${made} cannot be read`);
    expect(secret.getPublicSSH().equals(open.getPublicSSH())).toBe(true);
  }
});

test('a line of known_hosts names address and port as OpenSSH does', () => {
  const host = { name: 'fe-1', role: 'fe', address: '127.77.3.1', root: '/tmp/fe-1' } as const;
  const pair = { private: '', public: 'ssh-ed25519 AAAA fe-1' };
  expect(knownHostsLine(host, 2222, pair)).toBe('[127.77.3.1]:2222 ssh-ed25519 AAAA');
});

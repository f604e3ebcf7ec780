import { describe, expect, it } from 'vitest';
import { fingerprint, matchesFingerprint } from '../../../activities/files/fingerprint.ts';

describe('fingerprint', () => {
  it('matches the same content and no other', async () => {
    const print = await fingerprint('password = 1234\n');
    expect(await matchesFingerprint(Buffer.from('password = 1234\n'), print)).toBe(true);
    expect(await matchesFingerprint('password = 1235\n', print)).toBe(false);
    expect(await matchesFingerprint('', print)).toBe(false);
    expect(await matchesFingerprint('', await fingerprint(''))).toBe(true);
  });

  it('is another one each time, so that equal files cannot be told from their histories', async () => {
    expect(await fingerprint('same')).not.toBe(await fingerprint('same'));
  });

  it.each(['', 'scrypt', 'scrypt$$', 'scrypt$c2FsdA$', 'sha256$c2FsdA$aGFzaA', 'scrypt$c2FsdA$aGFzaA'])(
    'matches nothing when it is not one: %j',
    async (text) => {
      expect(await matchesFingerprint('same', text)).toBe(false);
    },
  );
});

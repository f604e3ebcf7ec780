import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeClock } from '../../../model/starrocks/judge-clock.ts';

const judge = (aheadMs: number, doubtMs = 0, peerAheadMs = 0, peerDoubtMs = 0) =>
  judgeClock(
    'fe-2',
    { aheadMs, doubtMs },
    { name: 'the leader, fe-1', clock: { aheadMs: peerAheadMs, doubtMs: peerDoubtMs } },
  );

test('it says how far, which way, beside whom and how sure', () => {
  expect(judge(1_240, 60, 0, 40)).toMatchObject({
    severity: 'ok',
    message: 'fe-2 is 1.2 s ahead of the leader, fe-1 (within 0.1 s)',
  });
  expect(judge(-7_000)).toMatchObject({
    severity: 'refusal',
    message: expect.stringContaining('fe-2 is 7.0 s behind'),
  });
});

test('5 s are refused, from 2.5 s on it is said', () => {
  expect([2_499, 2_500, 4_999, 5_000].map((ahead) => judge(ahead).severity)).toEqual([
    'ok',
    'warning',
    'warning',
    'refusal',
  ]);
});

test('what is only doubt is not refused, and not passed over', () => {
  expect(judge(5_200, 300)).toMatchObject({ severity: 'warning' });
  expect(judge(5_300, 300)).toMatchObject({ severity: 'refusal' });
  expect(judge(100, 5_000)).toMatchObject({ severity: 'warning' });
});

test('it is the distance of the two that counts, whatever the clock of the worker and whoever is ahead', () => {
  const far = fc.integer({ min: -1e9, max: 1e9 });
  fc.assert(
    fc.property(far, far, fc.nat(10_000), far, (own, peer, doubt, worker) => {
      const { severity } = judge(own, doubt, peer);
      expect(judge(peer, doubt, own).severity).toBe(severity);
      expect(judge(own + worker, doubt, peer + worker).severity).toBe(severity);
      if (severity === 'refusal') expect(Math.abs(own - peer)).toBeGreaterThanOrEqual(5_000);
      if (severity === 'ok') expect(Math.abs(own - peer) + doubt).toBeLessThan(5_000);
    }),
  );
});

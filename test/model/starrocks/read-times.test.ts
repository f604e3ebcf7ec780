import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readUptimes } from '../../../model/starrocks/read-times.ts';
import { makeHalfJoinedRow, makeLeaderRow, makeRow } from '../../fixtures/frontend-rows.ts';

const write = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

test('how long a frontend is up does not depend on the zone in which the times are written', () => {
  const start = Date.UTC(2026, 10, 21, 10);
  fc.assert(
    fc.property(fc.integer({ min: -840, max: 840 }), fc.integer({ min: 0, max: 10_000_000 }), (zone, seconds) => {
      const shift = zone * 60_000;
      const beat = write(start + shift + seconds * 1000);
      const rows = [makeLeaderRow(1, { startTime: write(start + shift), lastHeartbeat: beat })];
      expect(readUptimes(rows).get('10.0.0.1')).toBe(seconds * 1000);
    }),
  );
});

test('the latest heartbeat of all is the present for each of them', () => {
  const rows = [
    makeLeaderRow(1, { startTime: '2026-11-21 10:00:00', lastHeartbeat: '2026-11-21 10:01:00' }),
    makeRow(2, { startTime: '2026-11-21 10:00:30', lastHeartbeat: '2026-11-21 10:00:55' }),
  ];
  expect([...readUptimes(rows).values()]).toEqual([60_000, 30_000]);
});

test('nothing is said of the dead, the half-joined, and where no heartbeat is', () => {
  const rows = [
    makeLeaderRow(1),
    makeRow(2, { alive: false }),
    makeHalfJoinedRow(3),
    makeRow(4, { startTime: 'NULL' }),
  ];
  expect([...readUptimes(rows).keys()]).toEqual(['10.0.0.1']);
  expect(readUptimes([makeRow(1, { lastHeartbeat: undefined })]).size).toBe(0);
  // The last heartbeat of a dead one may be of yesterday.
  expect(readUptimes([makeLeaderRow(1, { lastHeartbeat: undefined }), makeRow(2, { alive: false })]).size).toBe(0);
  expect(readUptimes([]).size).toBe(0);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LongProgress } from '../../../../model/progress.ts';
import type { BackendRow } from '../../../../model/starrocks/data/backend-rows.ts';
import { type DrainQuestion, type Draining, lookAtDrain } from '../../../../model/starrocks/drain/look-at-drain.ts';
import { findQuiet, isDiagnosisDue } from '../../../../model/starrocks/drain/stall-of.ts';

const SETTLE_MS = 600_000;

const draining: Draining = {
  node: 'be-3',
  handle: '10.0.1.3:9050',
  backendId: '10003',
  left: 10,
  bytes: 1_000,
  at: 0,
  stays: null,
};

function rowOf(change: Partial<BackendRow> = {}): BackendRow {
  return {
    id: '10003',
    host: '10.0.1.3',
    heartbeatPort: 9050,
    httpPort: 8040,
    alive: true,
    draining: true,
    tablets: 4,
    usedBytes: 400,
    availableBytes: 1,
    totalBytes: 1,
    maxDiskUsedPercent: 1,
    error: '',
    version: '3.5.7',
    lastStartTime: undefined,
    lastHeartbeat: undefined,
    statusCode: 'OK',
    ...change,
  };
}

function look(change: Partial<DrainQuestion> = {}) {
  const question = { nodes: [draining], rows: [rowOf()], known: {}, now: 60_000, settleMs: SETTLE_MS, autoDrop: false };
  const [first] = lookAtDrain({ ...question, ...change });
  return first;
}

function known(left: number): LongProgress['nodes'] {
  return { 'be-3': { startedAt: 0, total: 10, progressAt: 0, samples: [{ at: 0, left }] } };
}

describe('a look at a drain', () => {
  test('counts from what was there when it began, also after what was known is lost', () => {
    expect(look()).toMatchObject({ kind: 'draining', left: 4, record: { total: 10, startedAt: 0 }, quiet: false });
  });

  test('is done at 0', () => {
    expect(look({ rows: [rowOf({ tablets: 0 })] })).toMatchObject({ kind: 'done', says: 'be-3 is empty' });
  });

  test('goes on when the backend dies: the other replicas are copied', () => {
    expect(look({ rows: [rowOf({ alive: false })] })).toMatchObject({ kind: 'draining', dead: true });
  });

  test('is lost when somebody cancels it', () => {
    expect(look({ rows: [rowOf({ draining: false })] })).toMatchObject({
      kind: 'lost',
      reason: 'be-3 does not drain any more: its DECOMMISSION was cancelled, with 4 replicas on it',
    });
  });

  test('is lost when another backend has the address: empty is not drained', () => {
    expect(look({ rows: [rowOf({ id: '10099', tablets: 0 })] })).toMatchObject({
      kind: 'lost',
      reason: expect.stringContaining('10003 before, 10099 now'),
    });
  });

  test('is lost when somebody drops it before it is empty', () => {
    expect(look({ rows: [], known: known(4) })).toMatchObject({
      kind: 'lost',
      reason: 'be-3 was dropped by somebody else, with 4 replicas on it at the last look',
    });
    expect(look({ rows: [] })).toMatchObject({ kind: 'lost', reason: expect.stringContaining('10 replicas') });
  });

  test.each([
    ['it was empty', { rows: [], known: known(0) }, 'be-3 was empty, and was dropped by somebody else'],
    [
      'the switch was lost',
      { rows: [], known: known(4), autoDrop: true },
      'be-3 was dropped by the database itself, once it was empty',
    ],
    ['it was gone at the beginning', { rows: [], nodes: [{ ...draining, backendId: null }] }, 'be-3 was gone already'],
  ])('is done when its entry is gone and %s', (_, change, says) => {
    expect(look(change)).toMatchObject({ kind: 'done', says });
  });

  test('does not wait for what cannot move and is confirmed to be lost', () => {
    const rows = [rowOf({ alive: false })];
    expect(look({ rows, nodes: [{ ...draining, stays: 4 }] })).toMatchObject({ kind: 'done' });
    expect(look({ rows, nodes: [{ ...draining, stays: 3 }] })).toMatchObject({ kind: 'draining', returned: false });
    expect(look({ rows, nodes: [{ ...draining, stays: 3 }], known: known(4), now: SETTLE_MS })).toMatchObject({
      kind: 'done',
    });
  });

  test('waits for all of one that was called lost and lives again, however long nothing moves', () => {
    const nodes = [{ ...draining, stays: 4 }];
    expect(look({ nodes })).toMatchObject({ kind: 'draining', returned: true });
    expect(look({ nodes, known: known(4), now: SETTLE_MS })).toMatchObject({ kind: 'draining', quiet: true });
    expect(look({ nodes, rows: [rowOf({ tablets: 0 })] })).toMatchObject({ kind: 'done', says: 'be-3 is empty' });
  });

  test('is never done while replicas that can move are left, or another backend has the address', () => {
    fc.assert(
      fc.property(
        fc.record({
          id: fc.constantFrom('10003', '10004'),
          tablets: fc.integer({ min: 0, max: 3 }),
          draining: fc.boolean(),
          alive: fc.boolean(),
        }),
        fc.nat(2 * SETTLE_MS),
        (row, now) => {
          const done = look({ rows: [rowOf(row)], now })?.kind === 'done';
          expect(done).toBe(row.id === '10003' && row.draining && row.tablets === 0);
        },
      ),
    );
  });
});

test('the cause is asked for when the settling time has run out, and once each time that it runs out again', () => {
  let progress: LongProgress['nodes'] = {};
  let stall: LongProgress['stall'];
  const asked: number[] = [];
  for (let now = 0; now <= 3.5 * SETTLE_MS; now += 30_000) {
    const looks = lookAtDrain({
      nodes: [draining],
      rows: [rowOf({ tablets: 10 })],
      known: progress,
      now,
      settleMs: SETTLE_MS,
      autoDrop: false,
    });
    const before = progress['be-3']?.samples.at(-1)?.at;
    if (isDiagnosisDue(findQuiet(looks), { known: stall, before, now, settleMs: SETTLE_MS })) {
      asked.push(now);
      stall = { cause: 'unknown', message: '', lasting: 'temporary', next: [], since: '' };
    }
    progress = Object.fromEntries(
      looks.flatMap((one) => ('record' in one && one.record ? [[one.node, one.record]] : [])),
    );
  }
  expect(asked).toEqual([SETTLE_MS, 2 * SETTLE_MS, 3 * SETTLE_MS]);
});

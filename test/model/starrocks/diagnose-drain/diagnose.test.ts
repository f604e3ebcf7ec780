import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CAUSES } from '../../../../model/diagnosis.ts';
import { diagnose } from '../../../../model/starrocks/diagnose-drain/diagnose.ts';
import type {
  LeftTablet,
  StallQuestion,
  StallReading,
} from '../../../../model/starrocks/diagnose-drain/stall-reading.ts';
import { GB, makeDisk } from '../../../fixtures/drain-reading.ts';
import {
  ALL_CAUSES,
  STALLS,
  makeLeft,
  makeReplica,
  makeScheduleRow,
  makeStall,
  makeStallBackends,
  makeStallQuestion,
} from '../../../fixtures/stall-reading.ts';

const causeOf = (changes: Partial<StallReading>, question: Partial<StallQuestion> = {}) =>
  diagnose(makeStall(changes), makeStallQuestion(question));

describe('why nothing moves', () => {
  test('the scheduler is off', () => {
    expect(causeOf({ knobs: { tablet_sched_max_scheduling_tablets: '0' } })).toEqual({
      cause: 'scheduler-off',
      message: 'tablet_sched_max_scheduling_tablets is 0 on the leader 10.0.0.1: it moves no tablet at all',
      lasting: 'permanent',
      next: ['ADMIN SET FRONTEND CONFIG ("tablet_sched_max_scheduling_tablets" = "10000");'],
    });
  });

  test('those that could take the tablets are dead', () => {
    expect(causeOf({ backends: makeStallBackends({ 3: { alive: false } }) })).toEqual({
      cause: 'targets-dead',
      message: 'be-3 is dead, and could take the tablets; 3 hosts are needed, 2 serve',
      example: 'shop.orders partition p1 tablet 7',
      lasting: 'permanent',
      next: ['muster restart be-3'],
    });
    const allDead = makeStallBackends({ 1: { alive: false }, 2: { alive: false }, 3: { alive: false } });
    expect(causeOf({ backends: allDead, left: [] })).toMatchObject({
      cause: 'targets-dead',
      next: ['muster restart be-1', 'muster restart be-2', 'muster restart be-3'],
    });
    // More hosts are needed than there are, dead ones included.
    const wide = [makeLeft([makeReplica(4)], { replicas: 5 })];
    expect(causeOf({ backends: makeStallBackends({ 3: { alive: false } }), left: wide }).cause).toBe('few-hosts');
    // A dead one that is not needed is not the reason.
    expect(
      causeOf({
        backends: makeStallBackends({ 3: { alive: false } }),
        left: [makeLeft([makeReplica(4)], { replicas: 1 })],
      }),
    ).toMatchObject({ cause: 'unknown' });
  });

  test('a colocation group has no spare host', () => {
    const group = { id: '10.20', name: 'g', tables: ['orders'], buckets: 8, replicas: 3, stable: false };
    const backends = makeStallBackends().filter(({ id }) => id !== '3000');
    expect(causeOf({ groups: [group], backends })).toEqual({
      cause: 'colocate',
      message: 'the colocation group g needs 3 hosts for each bucket, and 2 remain',
      example: 'shop.orders partition p1 tablet 7',
      lasting: 'permanent',
      next: ['muster add be-9', "SHOW PROC '/colocation_group/10.20';"],
    });
    expect(causeOf({ groups: [group] }).cause).toBe('unknown');
    expect(causeOf({ groups: [{ ...group, id: '11.20' }], backends })).toMatchObject({ cause: 'few-hosts' });
  });

  test('there are too few hosts', () => {
    expect(causeOf({ backends: makeStallBackends().filter(({ id }) => id !== '3000') })).toEqual({
      cause: 'few-hosts',
      message: 'shop.orders has 3 replicas, and 2 hosts can take one',
      example: 'shop.orders partition p1 tablet 7',
      lasting: 'permanent',
      next: ['muster add be-9', 'ALTER TABLE `shop`.`orders` MODIFY PARTITION (*) SET ("replication_num" = "2");'],
    });
  });

  test('nobody is told to leave a table with a single replica', () => {
    const backends = makeStallBackends().filter(({ id }) => id !== '3000' && id !== '2000');
    expect(causeOf({ backends })).toMatchObject({ cause: 'few-hosts', next: ['muster add be-9'] });
  });

  test('backends of one host were counted as different ones', () => {
    expect(causeOf({ backends: makeStallBackends({ 3: { host: '10.1.0.2', heartbeatPort: 9051 } }) })).toMatchObject({
      cause: 'same-host',
      message:
        'shop.orders has 3 replicas; 3 backends remain, but on 2 hosts (10.1.0.2 has several), and no host takes two',
      next: ['muster add be-9', expect.stringContaining('"replication_num" = "2"')],
    });
  });

  test('the only copy cannot be read', () => {
    const left = [makeLeft([makeReplica(4, { bad: true })], { replicas: 1 })];
    expect(causeOf({ left })).toMatchObject({
      cause: 'bad-source',
      message: 'its only replica cannot be read',
      lasting: 'permanent',
      next: ['SHOW TABLET 7;', expect.stringContaining('"tablet_id" = "7", "backend_id" = "4000", "status" = "ok"')],
    });
    const dead = makeStallBackends({ 4: { alive: false } });
    expect(causeOf({ backends: dead, left: [makeLeft([makeReplica(4)], { replicas: 1 })] })).toMatchObject({
      cause: 'bad-source',
      message: 'its only replica cannot be read: be-4 is dead',
      next: ['muster restart be-4'],
    });
    expect(
      causeOf({
        left: [makeLeft([makeReplica(4, { version: 1 }), makeReplica(1, { failed: true })], { replicas: 2 })],
      }),
    ).toMatchObject({ cause: 'bad-source', message: 'none of its 2 replicas can be read' });
  });

  test('no disk has room', () => {
    const full = makeDisk({ availableBytes: 9 * GB });
    expect(causeOf({ disks: { 1000: [full], 2000: [full], 3000: [full] } })).toEqual({
      cause: 'no-space',
      message: 'it has 1.0 GB, and every HDD disk that could take it is 90 % full or would be',
      example: 'shop.orders partition p1 tablet 7',
      lasting: 'permanent',
      next: ['muster add be-9', "SHOW PROC '/backends/3000';"],
    });
    expect(causeOf({ disks: { 3000: [makeDisk({ medium: 'SSD' })] } })).toMatchObject({
      cause: 'no-space',
      message: 'no backend that could take it has an online HDD disk',
    });
    // Room where a replica is already does not help, room elsewhere does.
    expect(causeOf({ disks: { 1000: [full], 2000: [full], 3000: [makeDisk()] } })).toMatchObject({ cause: 'unknown' });
  });

  test('a tablet is too large for the time that a copy may take', () => {
    const cancelled = makeScheduleRow({ state: 'CANCELLED', error: 'timeout', timeoutSeconds: 7200 });
    expect(causeOf({ history: [cancelled, cancelled] })).toEqual({
      cause: 'large-tablet',
      message: 'a copy of 1.0 GB was given up after 7200 s, 2 times so far, and is begun again',
      example: 'shop.orders partition p1 tablet 7',
      lasting: 'permanent',
      next: ['ADMIN SET FRONTEND CONFIG ("tablet_sched_max_clone_task_timeout_sec" = "28800");'],
    });
    expect(causeOf({ history: [{ ...cancelled, timeoutSeconds: 180 }] }).next).toEqual([
      'ADMIN SET FRONTEND CONFIG ("tablet_sched_min_clone_task_timeout_sec" = "720");',
    ]);
    // It is only in its times, the reason is not told.
    const times = { scheduled: '2026-11-21 10:00:00', destinationId: '3000', timeoutSeconds: 240, error: '' };
    const after = (finished: string) => causeOf({ history: [{ ...cancelled, ...times, finished }] }).cause;
    expect(after('2026-11-21 10:04:01')).toBe('large-tablet');
    expect(after('2026-11-21 10:03:00')).toBe('unknown');
    expect(causeOf({ history: [{ ...cancelled, tabletId: '8' }] })).toMatchObject({ cause: 'unknown' });
  });

  test('a transaction holds a replica', () => {
    const transaction = {
      label: 'nightly',
      status: 'PREPARE',
      since: undefined,
      timeoutMs: 7_200_000,
      database: 'shop',
      databaseId: '10',
    };
    const pending = [makeScheduleRow({ error: 'wait txn before 90 to be finished' })];
    const transactions = [
      { ...transaction, id: 80, ageMs: 3_600_000 },
      { ...transaction, id: 85, label: 'other' },
      { ...transaction, id: 20, database: 'elsewhere' },
      { ...transaction, id: 95, label: 'later' },
    ];
    expect(causeOf({ pending, transactions })).toMatchObject({
      cause: 'transaction',
      message:
        'a replica waits for the transaction 80 of shop (nightly, PREPARE, 60 min) to end; it runs out 2 h after it began',
      lasting: 'temporary',
      next: [
        "SHOW PROC '/transactions/10/running';",
        expect.stringMatching(/^CANCEL LOAD FROM `shop` WHERE LABEL = "nightly";/),
        expect.stringContaining('tablet_sched_always_force_decommission_replica'),
      ],
    });
    expect(causeOf({ pending, transactions: transactions.slice(3) }).message).toContain('the transactions before 90');
    expect(causeOf({ pending })).toMatchObject({
      cause: 'transaction',
      message: 'a replica waits for the transactions before 90 to end',
    });
  });

  test('what is left is in the recycle bin', () => {
    const left = [{ tabletId: '7', name: 'tablet 7 of a dropped table', replicas: [] }];
    expect(causeOf({ left })).toMatchObject({
      cause: 'recycle-bin',
      message:
        'what is left (100 replicas) belongs to dropped tables: 3.5.7 moves them like any other, and lets go of them 24 h after the DROP',
      lasting: 'temporary',
    });
    expect(causeOf({ left: [], searched: true }).cause).toBe('recycle-bin');
    expect(causeOf({ left: [] }).cause).toBe('unknown');
    expect(causeOf({ left, version: '3.3.2' }).message).toContain('3.3.2 does not move them');
    expect(causeOf({ left: [...left, makeLeft([makeReplica(4), makeReplica(1), makeReplica(2)])] })).toMatchObject({
      cause: 'unknown',
    });
  });

  test('a switch has another value again', () => {
    expect(
      causeOf(
        { knobs: { drop_backend_after_decommission: 'true' } },
        { knobs: { drop_backend_after_decommission: 'false' } },
      ),
    ).toEqual({
      cause: 'knobs-lost',
      message:
        'drop_backend_after_decommission is true on the leader 10.0.0.1, and was set to false: a frontend restarted, or another one leads',
      lasting: 'temporary',
      next: ['ADMIN SET FRONTEND CONFIG ("drop_backend_after_decommission" = "false");'],
    });
  });

  test('the scheduler is throttled', () => {
    expect(causeOf({ knobs: { tablet_sched_slot_num_per_path: '2' } })).toMatchObject({
      cause: 'throttled',
      lasting: 'temporary',
      next: ['muster tune --clone-slots 8'],
    });
    expect(causeOf({ knobs: { tablet_sched_repair_delay_factor_second: '3600' } })).toMatchObject({
      cause: 'throttled',
      message: expect.stringContaining('tablet_sched_repair_delay_factor_second is 3600'),
    });
    expect(causeOf({ knobs: { tablet_sched_max_scheduling_tablets: '10' } }).next).toEqual([
      'ADMIN SET FRONTEND CONFIG ("tablet_sched_max_scheduling_tablets" = "10000");',
    ]);
  });

  test('the database waits on purpose, or copies right now', () => {
    expect(causeOf({ pending: [makeScheduleRow({ error: 'consecutive full clone needs to delay' })] })).toMatchObject({
      cause: 'settling',
      message: 'the database waits before it goes on: consecutive full clone needs to delay',
      lasting: 'temporary',
    });
    expect(causeOf({ running: [makeScheduleRow({ state: 'RUNNING' })] })).toMatchObject({
      cause: 'settling',
      message: '1 tablet is being copied now, one of them of 1.0 GB',
    });
  });

  test('for no reason that is known: what the leader lists, or that it could not be read', () => {
    expect(causeOf({ history: [makeScheduleRow({ state: 'CANCELLED', error: 'something new' })] })).toEqual({
      cause: 'unknown',
      message:
        "100 replicas do not move, for no reason that is known here; the leader's log lists 7, 8; the scheduler says: something new",
      example: 'shop.orders partition p1 tablet 7',
      lasting: 'permanent',
      next: [
        "SHOW PROC '/cluster_balance/pending_tablets';",
        "SHOW PROC '/cluster_balance/history_tablets';",
        'SHOW TABLET 7;',
      ],
    });
    const { log, ...silent } = makeStall();
    expect(log).toBeDefined();
    expect(diagnose(silent, makeStallQuestion()).message).toContain("the leader's log could not be read");
  });
});

test('what keeps everything from moving is named before what is said of one tablet', () => {
  const pending = [makeScheduleRow({ error: 'wait txn before 90 to be finished' })];
  expect(causeOf({ pending, knobs: { tablet_sched_max_scheduling_tablets: '0' } }).cause).toBe('scheduler-off');
  expect(causeOf({ pending, backends: makeStallBackends().filter(({ id }) => id !== '3000') }).cause).toBe('few-hosts');
  expect(causeOf({ pending, knobs: { tablet_sched_slot_num_per_path: '2' } }).cause).toBe('transaction');
});

test('there is always one cause of the list, with a line and a way on', () => {
  const replicaOf = fc.record({
    backendId: fc.constantFrom('1000', '2000', '3000', '4000'),
    version: fc.integer({ min: 1, max: 3 }),
    failed: fc.boolean(),
    bad: fc.boolean(),
    state: fc.constantFrom('NORMAL', 'CLONE', 'DECOMMISSION'),
    bytes: fc.integer({ min: 0, max: 200 * GB }),
  });
  const leftOf = fc.record({
    replicas: fc.array(replicaOf, { maxLength: 4 }),
    wanted: fc.integer({ min: 1, max: 5 }),
    dropped: fc.boolean(),
  });
  const rowsOf = fc.array(
    fc
      .record({
        state: fc.constantFrom('PENDING', 'CANCELLED', 'FINISHED'),
        error: fc.constantFrom(
          '',
          'timeout',
          'wait txn before 9 to be finished',
          'consecutive full clone needs to delay',
        ),
      })
      .map(makeScheduleRow),
    { maxLength: 3 },
  );
  fc.assert(
    fc.property(
      fc.array(leftOf, { maxLength: 3 }),
      fc.subarray([1, 2, 3]),
      fc.constantFrom('0', '1', '10000'),
      rowsOf,
      (lefts, dead, scheduling, rows) => {
        const left = lefts.map(({ replicas, wanted, dropped }): LeftTablet => {
          const { place: own, ...rest } = makeLeft(replicas, { replicas: wanted });
          return dropped || own === undefined ? rest : { ...rest, place: own };
        });
        const backends = makeStallBackends().map((one) =>
          dead.includes(Number(one.id) / 1000) ? { ...one, alive: false } : one,
        );
        const said = causeOf({
          left,
          backends,
          pending: rows,
          knobs: { tablet_sched_max_scheduling_tablets: scheduling },
        });
        expect(Object.keys(CAUSES)).toContain(said.cause);
        expect(said.message).toMatch(/^[^\n]+$/);
        expect(said.next.length).toBeGreaterThan(0);
        if (scheduling === '0') expect(said.cause).toBe('scheduler-off');
      },
    ),
  );
});

test.each(ALL_CAUSES)('the page of %s shows a stall of that cause', (cause) => {
  expect(causeOf(...STALLS[cause]).cause).toBe(cause);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CAUSES } from '../../../../model/diagnosis.ts';
import type { TabletReplica } from '../../../../model/starrocks/data/replica-rows.ts';
import type { ScheduleRow } from '../../../../model/starrocks/data/schedule-rows.ts';
import { diagnose } from '../../../../model/starrocks/diagnose-drain/diagnose.ts';
import type {
  LeftPlace,
  LeftTablet,
  StallQuestion,
  StallReading,
} from '../../../../model/starrocks/diagnose-drain/stall-reading.ts';
import { GB, makeBackend, makeDisk, makeQuestion } from '../../../fixtures/drain-reading.ts';

const replica = (on: number, changes: Partial<TabletReplica> = {}): TabletReplica => ({
  backendId: String(1000 * on),
  version: 2,
  failed: false,
  bad: false,
  state: 'NORMAL',
  bytes: GB,
  ...changes,
});
const place: LeftPlace = {
  database: 'shop',
  databaseId: '10',
  table: 'orders',
  partition: 'p1',
  replicas: 3,
  medium: 'HDD',
  visibleVersion: 2,
};
const tablet = (replicas: readonly TabletReplica[], changes: Partial<LeftPlace> = {}): LeftTablet => ({
  tabletId: '7',
  name: 'shop.orders partition p1 tablet 7',
  place: { ...place, ...changes },
  replicas,
});
const row = (changes: Partial<ScheduleRow>): ScheduleRow => ({
  tabletId: '7',
  type: 'REPAIR',
  status: 'REPLICA_RELOCATING',
  state: 'PENDING',
  sourceId: undefined,
  destinationId: undefined,
  timeoutSeconds: 0,
  created: undefined,
  finished: undefined,
  error: '',
  ...changes,
});
const backendsOf = (changes: Readonly<Record<number, Parameters<typeof makeBackend>[1]>> = {}) =>
  [1, 2, 3, 4].map((number) => makeBackend(number, { draining: number === 4, ...changes[number] }));

/** be-4 drains, one tablet with three replicas is left, and nothing is wrong. */
function makeStall(changes: Partial<StallReading> = {}): StallReading {
  const backends = changes.backends ?? backendsOf();
  return {
    leader: '10.0.0.1',
    version: '3.5.7',
    backends,
    computeNodes: [],
    sharedData: false,
    knobs: {},
    disks: Object.fromEntries(backends.map(({ id }) => [id, [makeDisk()]])),
    groups: [],
    transactions: [],
    pending: [],
    running: [],
    history: [],
    left: [tablet([replica(4), replica(1), replica(2)])],
    log: [{ backendId: '4000', left: 100, tablets: ['7', '8'] }],
    ...changes,
  };
}

const asked = (changes: Partial<StallQuestion> = {}): StallQuestion => {
  const { targets, spare, nameOf } = makeQuestion([4]);
  return { targets, knobs: {}, nameOf, ...(spare !== undefined && { spare }), ...changes };
};
const causeOf = (changes: Partial<StallReading>, question: Partial<StallQuestion> = {}) =>
  diagnose(makeStall(changes), asked(question));

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
    expect(causeOf({ backends: backendsOf({ 3: { alive: false } }) })).toEqual({
      cause: 'targets-dead',
      message: 'be-3 is dead, and could take the tablets; 3 hosts are needed, 2 serve',
      example: 'shop.orders partition p1 tablet 7',
      lasting: 'permanent',
      next: ['muster restart be-3'],
    });
    const allDead = backendsOf({ 1: { alive: false }, 2: { alive: false }, 3: { alive: false } });
    expect(causeOf({ backends: allDead, left: [] })).toMatchObject({
      cause: 'targets-dead',
      next: ['muster restart be-1', 'muster restart be-2', 'muster restart be-3'],
    });
    // A dead one that is not needed is not the reason.
    expect(
      causeOf({ backends: backendsOf({ 3: { alive: false } }), left: [tablet([replica(4)], { replicas: 1 })] }),
    ).toMatchObject({ cause: 'unknown' });
  });

  test('a colocation group has no spare host', () => {
    const group = { id: '10.20', name: 'g', tables: ['orders'], buckets: 8, replicas: 3, stable: false };
    const backends = backendsOf().filter(({ id }) => id !== '3000');
    expect(causeOf({ groups: [group], backends })).toEqual({
      cause: 'colocate',
      message: 'the colocation group g needs 3 hosts for each bucket, and 2 remain',
      example: 'shop.orders partition p1 tablet 7',
      lasting: 'permanent',
      next: ['muster add be-9', "SHOW PROC '/colocation_group/10.20';"],
    });
    expect(causeOf({ groups: [{ ...group, id: '11.20' }], backends })).toMatchObject({ cause: 'few-hosts' });
  });

  test('there are too few hosts', () => {
    expect(causeOf({ backends: backendsOf().filter(({ id }) => id !== '3000') })).toEqual({
      cause: 'few-hosts',
      message: 'shop.orders has 3 replicas, and 2 hosts can take one',
      example: 'shop.orders partition p1 tablet 7',
      lasting: 'permanent',
      next: ['muster add be-9', 'ALTER TABLE `shop`.`orders` MODIFY PARTITION (*) SET ("replication_num" = "2");'],
    });
  });

  test('backends of one host were counted as different ones', () => {
    expect(causeOf({ backends: backendsOf({ 3: { host: '10.1.0.2', heartbeatPort: 9051 } }) })).toMatchObject({
      cause: 'same-host',
      message:
        'shop.orders has 3 replicas; 3 backends remain, but on 2 hosts (10.1.0.2 has several), and no host takes two',
      next: ['muster add be-9', expect.stringContaining('"replication_num" = "2"')],
    });
  });

  test('the only copy cannot be read', () => {
    const left = [tablet([replica(4, { bad: true })], { replicas: 1 })];
    expect(causeOf({ left })).toMatchObject({
      cause: 'bad-source',
      message: 'its only replica cannot be read',
      lasting: 'permanent',
      next: [
        'SHOW TABLET 7;',
        expect.stringContaining('"tablet_id" = "7", "backend_id" = "4000", "status" = "ok"'),
        expect.any(String),
      ],
    });
    const dead = backendsOf({ 4: { alive: false } });
    expect(causeOf({ backends: dead, left: [tablet([replica(4)], { replicas: 1 })] })).toMatchObject({
      cause: 'bad-source',
      message: 'its only replica cannot be read: be-4 is dead',
      next: ['muster restart be-4'],
    });
    expect(
      causeOf({ left: [tablet([replica(4, { version: 1 }), replica(1, { failed: true })], { replicas: 2 })] }),
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
    const cancelled = row({ state: 'CANCELLED', error: 'timeout', timeoutSeconds: 7200 });
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
    expect(causeOf({ history: [{ ...cancelled, tabletId: '8' }] })).toMatchObject({ cause: 'unknown' });
  });

  test('a transaction holds a replica', () => {
    const transaction = {
      label: 'nightly',
      status: 'PREPARE',
      since: undefined,
      timeoutMs: 7_200_000,
      database: 'shop',
    };
    const pending = [row({ error: 'wait txn before 90 to be finished' })];
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
        "SHOW TRANSACTION FROM `shop` WHERE TransactionStatus IN ('PREPARE', 'PREPARED', 'COMMITTED');",
        'CANCEL LOAD FROM `shop` WHERE LABEL = "nightly";',
        expect.stringContaining('tablet_sched_always_force_decommission_replica'),
      ],
    });
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
    expect(causeOf({ left, version: '3.3.2' }).message).toContain('3.3.2 does not move them');
    expect(causeOf({ left: [...left, tablet([replica(4), replica(1), replica(2)])] })).toMatchObject({
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
    expect(causeOf({ knobs: { tablet_sched_max_scheduling_tablets: '10' } }).next).toEqual([
      'ADMIN SET FRONTEND CONFIG ("tablet_sched_max_scheduling_tablets" = "10000");',
    ]);
  });

  test('the database waits on purpose, or copies right now', () => {
    expect(causeOf({ pending: [row({ error: 'consecutive full clone needs to delay' })] })).toMatchObject({
      cause: 'settling',
      message: 'the database waits before it goes on: consecutive full clone needs to delay',
      lasting: 'temporary',
    });
    expect(causeOf({ running: [row({ state: 'RUNNING' })] })).toMatchObject({
      cause: 'settling',
      message: '1 tablet is being copied now, one of them of 1.0 GB',
    });
  });

  test('for no reason that is known: what the leader lists, or that it could not be read', () => {
    expect(causeOf({ history: [row({ state: 'CANCELLED', error: 'something new' })] })).toEqual({
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
    expect(diagnose(silent, asked()).message).toContain("the leader's log could not be read");
  });
});

test('what keeps everything from moving is named before what is said of one tablet', () => {
  const pending = [row({ error: 'wait txn before 90 to be finished' })];
  expect(causeOf({ pending, knobs: { tablet_sched_max_scheduling_tablets: '0' } }).cause).toBe('scheduler-off');
  expect(causeOf({ pending, backends: backendsOf().filter(({ id }) => id !== '3000') }).cause).toBe('few-hosts');
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
      .map(row),
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
          const { place: own, ...rest } = tablet(replicas, { replicas: wanted });
          return dropped || own === undefined ? rest : { ...rest, place: own };
        });
        const backends = backendsOf().map((one) =>
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

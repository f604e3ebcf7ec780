import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyChecks } from '../../../../model/apply-checks.ts';
import { lossPhrase } from '../../../../model/loss-phrase.ts';
import type { DrainReading } from '../../../../model/starrocks/drain/drain-reading.ts';
import { type DrainQuestion, judgeDrain, judgeSharedDrain } from '../../../../model/starrocks/drain/judge-drain.ts';
import {
  GB,
  makeBackend,
  makeDisk,
  makeQuestion,
  makeReading,
  makeTable,
  makeTablet,
} from '../../../fixtures/drain-reading.ts';

const findings = (reading: Partial<DrainReading>, numbers: readonly number[], changes: Partial<DrainQuestion> = {}) =>
  judgeDrain(makeReading(reading), makeQuestion(numbers, changes)).findings;
const said = (...args: Parameters<typeof findings>) =>
  findings(...args)
    .filter(({ severity }) => severity !== 'ok')
    .map(({ gate, severity }) => `${gate} ${severity}`);
const one = (gate: string, ...args: Parameters<typeof findings>) => {
  const found = findings(...args).find((finding) => finding.gate === gate);
  if (found === undefined) throw new Error(`nothing about ${gate}`);
  return found;
};
const four = [1, 2, 3, 4].map((number) => makeBackend(number));

test('a healthy cluster with a host to spare has nothing against it', () => {
  expect(said({}, [4])).toEqual([]);
});

describe('replicas', () => {
  test('are held against hosts, and the set is judged as one', () => {
    expect(said({}, [3, 4])).toEqual(['replicas refusal']);
    expect(one('replicas', {}, [3, 4])).toMatchObject({
      message: '1 table needs more replicas than 2 hosts with 2 backends can hold: shop.orders (3)',
      next: ['muster add be-9', 'ALTER TABLE `shop`.`orders` SET ("replication_num" = "2");'],
    });
  });

  test('of backends on one host are counted once, and the trap is named', () => {
    const backends = [...four.slice(0, 3), makeBackend(5, { host: '10.1.0.1', heartbeatPort: 9051 })];
    expect(said({ backends }, [3])).toEqual(['replicas refusal']);
    expect(one('replicas', { backends }, [3]).message).toMatch(
      /than 2 hosts with 3 backends can hold.*it puts no two replicas on one host$/,
    );
  });

  test('of the statistics, which the database adapts itself, are only told', () => {
    expect(said({ tables: [makeTable('column_statistics', 3, '_statistics_')] }, [3, 4])).toEqual(['replicas warning']);
  });

  test('do not count backends that are dead or drain', () => {
    expect(said({ backends: [...four.slice(0, 2), makeBackend(3, { alive: false }), makeBackend(4)] }, [4])).toEqual([
      'targets warning',
      'replicas refusal',
    ]);
  });

  test('are listed with five examples and a count', () => {
    const tables = Array.from({ length: 1207 }, (_, index) => makeTable(`t${index}`));
    expect(one('replicas', { tables }, [3, 4]).message).toBe(
      '1 207 tables need more replicas than 2 hosts with 2 backends can hold: shop.t0 (3), shop.t1 (3), shop.t2 (3), shop.t3 (3), shop.t4 (3) and 1 202 more',
    );
  });
});

test('a colocation group needs as many hosts as it has replicas', () => {
  const group = { id: '10.20', name: 'g', tables: ['orders', 'lines', 'items'], buckets: 8, replicas: 3, stable: true };
  expect(said({ groups: [group], tables: [] }, [3, 4])).toEqual(['colocation refusal']);
  expect(one('colocation', { groups: [group] }, [3, 4]).message).toBe(
    '1 colocation group would have no host for a replica, with 2 left: g (3 replicas; orders, lines and 1 more)',
  );
  expect(said({ groups: [{ ...group, stable: false }] }, [4])).toEqual(['colocation warning']);
});

describe('room', () => {
  const disksOf = (used: number, others: ReturnType<typeof makeDisk>) =>
    ({ 4000: [makeDisk({ usedBytes: used })], 1000: [others], 2000: [others], 3000: [others] }) as const;

  test('is what the others take until they are full in the engine’s sense', () => {
    // 100 GB disks with 80 GB free take 70 GB each before 90 %.
    expect(said({ disks: disksOf(160 * GB, makeDisk()) }, [4])).toEqual([]);
    expect(said({ disks: disksOf(200 * GB, makeDisk()) }, [4])).toEqual(['room warning']);
    expect(said({ disks: disksOf(211 * GB, makeDisk()) }, [4])).toEqual(['room refusal']);
    expect(one('room', { disks: disksOf(211 * GB, makeDisk()) }, [4])).toMatchObject({
      subject: 'HDD',
      message: '211 GB of HDD data have to move, and the other disks take 210 GB until they are 90 % full',
      next: ['muster add be-9'],
    });
  });

  test('of large disks is kept by the reserve, which is less than a tenth there', () => {
    const huge = makeDisk({ totalBytes: 10_000 * GB, availableBytes: 500 * GB });
    expect(said({ disks: disksOf(850 * GB, huge) }, [4])).toEqual(['room warning']);
    expect(said({ disks: disksOf(910 * GB, huge) }, [4])).toEqual(['room refusal']);
  });

  test('is counted medium by medium, and offline disks have none', () => {
    expect(said({ disks: disksOf(GB, makeDisk({ medium: 'SSD' })) }, [4])).toEqual(['room refusal']);
    expect(said({ disks: disksOf(GB, makeDisk({ online: false })) }, [4])).toEqual(['room refusal']);
  });

  test('that could not be read is told', () => {
    expect(said({ disks: { 4000: [makeDisk()], 1000: [makeDisk()], 2000: [makeDisk()] } }, [4])).toEqual([
      'room warning',
    ]);
  });
});

describe('a tablet with one replica', () => {
  test('on the node keeps it from being switched off', () => {
    expect(said({ tablets: [makeTablet('7', [4])] }, [4])).toEqual(['single warning']);
    expect(said({ tablets: [makeTablet('7', [3])] }, [4])).toEqual([]);
  });

  test('that cannot be read there can never be moved', () => {
    expect(said({ tablets: [makeTablet('7', [-4])] }, [4])).toEqual(['single refusal']);
    expect(one('single', { tablets: [makeTablet('7', [-4])] }, [4])).toMatchObject({
      message: '1 tablet whose only replica is there cannot be read, so cannot be moved: shop.orders tablet 7',
      next: ['SHOW TABLET 7;'],
    });
  });
});

describe('the cluster', () => {
  const statistic = (unhealthy: number, cloning = 0) => ({
    databases: [],
    total: { tablets: 133, replicas: 400, unhealthy, cloning },
  });

  test('with tablets that are not healthy is mended first, unless a drain explains them', () => {
    expect(said({ statistic: statistic(2), unhealthy: ['shop.orders tablet 7'] }, [4])).toEqual(['unhealthy refusal']);
    expect(said({ statistic: statistic(0, 2) }, [4])).toEqual(['unhealthy warning']);
    const backends = [...four.slice(0, 3), makeBackend(4, { draining: true })];
    expect(said({ backends, statistic: statistic(100) }, [4])).toEqual(['unhealthy warning']);
    // Quarter of an hour after its death the tablets of a dead backend are unhealthy: that must not keep it from leaving.
    const dead = [...four.slice(0, 3), makeBackend(4, { alive: false })];
    expect(said({ backends: dead, statistic: statistic(100) }, [4], { lost: true })).toContain('unhealthy warning');
  });

  test('whose scheduler was left off, or throttled, is told with the statement that mends it', () => {
    expect(one('scheduler', { knobs: { tablet_sched_max_scheduling_tablets: '0' } }, [4])).toMatchObject({
      severity: 'refusal',
      next: ['ADMIN SET FRONTEND CONFIG ("tablet_sched_max_scheduling_tablets" = "10000");'],
    });
    expect(said({ knobs: { tablet_sched_slot_num_per_path: '2' } }, [4])).toEqual(['scheduler warning']);
    expect(
      said({ knobs: { drop_backend_after_decommission: 'false', tablet_sched_disable_balance: 'true' } }, [4]),
    ).toEqual(['scheduler warning', 'scheduler warning']);
  });

  test('whose auto-drop an operation before this one holds has nothing that was left by somebody else', () => {
    const knobs = { drop_backend_after_decommission: 'false' };
    expect(one('scheduler', { knobs }, [4], { autoDropBefore: 'true' })).toMatchObject({
      severity: 'ok',
      message: expect.stringMatching(/false since an operation before this one, and is put back to true at the end$/),
    });
    const off = { ...knobs, tablet_sched_max_scheduling_tablets: '0' };
    expect(said({ knobs: off }, [4], { autoDropBefore: 'true' })).toEqual(['scheduler refusal']);
  });

  test('with another node that drains is refused, and both are offered together', () => {
    const backends = [makeBackend(5), ...four.slice(0, 2), makeBackend(3, { draining: true }), makeBackend(4)];
    expect(one('draining', { backends }, [4])).toMatchObject({
      severity: 'refusal',
      next: ['muster remove be-4 be-3'],
    });
  });

  test('with no backend left to take over is refused', () => {
    expect(said({ tables: [] }, [1, 2, 3, 4])).toContain('targets refusal');
  });

  test('with old transactions waits for them', () => {
    const transaction = {
      id: 5,
      label: 'load',
      status: 'PREPARE',
      since: undefined,
      timeoutMs: 0,
      database: 'shop',
      databaseId: '10',
    };
    const aged = (minutes: number) => ({ transactions: [{ ...transaction, ageMs: minutes * 60_000 }] });
    expect(said(aged(5), [4])).toEqual([]);
    expect(said(aged(50), [4])).toEqual(['transactions warning']);
    expect(one('transactions', aged(60 * 50), [4])).toMatchObject({
      severity: 'refusal',
      message:
        '1 transaction has run for long; until it ends, replicas of its tables stay: 5 of shop (load, PREPARE, 2 days)',
    });
  });

  test('with replicas in the recycle bin: moved by 3.5, waited for before', () => {
    const bin = { statistic: { databases: [], total: { tablets: 100, replicas: 380, unhealthy: 0, cloning: 0 } } };
    expect(said(bin, [4])).toEqual([]);
    expect(one('recycle-bin', bin, [4]).message).toBe(
      'it holds 20 replicas of dropped tables; 3.5.7 moves them like any other',
    );
    const old = { ...bin, version: '3.3.2', recycled: [{ name: 'old', ageMs: 7_200_000 }] };
    expect(said(old, [4])).toEqual(['recycle-bin warning']);
    expect(one('recycle-bin', old, [4]).message).toMatch(/dropped tables: old \(2 h old\); 3.3.2 does not move them/);
    expect(applyChecks(findings(old, [4]), { checks: 'strict' })).toContainEqual(
      expect.objectContaining({ gate: 'recycle-bin', severity: 'refusal' }),
    );
  });

  test('that was not looked at as a whole says so', () => {
    expect(said({ tablesLeftOut: 12 }, [4])).toEqual(['depth warning']);
  });
});

describe('the node itself', () => {
  test('that drains already is adopted, and what began is not refused', () => {
    const backends = [
      ...four.slice(0, 2),
      makeBackend(3, { draining: true }),
      makeBackend(4, { draining: true, tablets: 0 }),
    ];
    expect(said({ backends }, [3, 4])).toEqual(['replicas warning']);
    expect(
      findings({ backends }, [3, 4])
        .filter(({ gate }) => gate === 'member')
        .map(({ message }) => message),
    ).toEqual([
      'be-3 drains already and holds 100 replicas: it is adopted, no second DECOMMISSION',
      'be-4 has been drained already: it is adopted, no second DECOMMISSION',
    ]);
  });

  test('that is gone is only cleared away; another one on its host is not it', () => {
    expect(said({ backends: four.slice(0, 3) }, [4])).toEqual(['member warning']);
    expect(said({ backends: four.slice(0, 3) }, [4], { lost: true })).toContain('member refusal');
    const other = [...four.slice(0, 3), makeBackend(4, { heartbeatPort: 9999 })];
    expect(said({ backends: other }, [4])).toEqual(['member refusal']);
  });

  test('that may be registered by an address that the file does not have is not stopped for one that is gone', () => {
    const byIp = [...four.slice(0, 3), makeBackend(4, { host: '192.168.7.4' })];
    expect(said({ backends: byIp }, [4])).toEqual(['member refusal']);
    expect(one('member', { backends: byIp }, [4]).message).toBe(
      '10.1.0.4:9050 is not registered, but 192.168.7.4:9050 is, which the cluster file does not name: if that is be-4 by another address, it would be stopped with all it holds',
    );
    const elsewhere = [...four.slice(0, 3), makeBackend(4, { host: '192.168.7.4', heartbeatPort: 9999 })];
    expect(said({ backends: elsewhere }, [4])).toEqual(['member warning']);
  });

  test('that is a compute node is no backend', () => {
    const computeNodes = [
      {
        id: '9',
        host: '10.1.0.4',
        heartbeatPort: 9050,
        httpPort: 8040,
        alive: true,
        error: '',
        version: undefined,
        lastStartTime: undefined,
        lastHeartbeat: undefined,
        statusCode: undefined,
        queries: 0,
        warehouse: undefined,
      },
    ];
    expect(said({ backends: four.slice(0, 3), computeNodes }, [4])).toEqual(['member refusal']);
  });

  test('that is dead is drained only as one that is lost, and one that is alive is not lost', () => {
    const backends = [...four.slice(0, 3), makeBackend(4, { alive: false, error: 'Connection refused' })];
    expect(one('alive', { backends }, [4])).toMatchObject({
      severity: 'refusal',
      message: 'be-4 is dead (Connection refused): nothing can be copied from it',
      next: ['muster restart be-4', 'muster remove be-4 --lost'],
    });
    expect(said({}, [4], { lost: true })).toContain('lost refusal');
  });
});

describe('loss', () => {
  const dead = [...four.slice(0, 3), makeBackend(4, { alive: false, tablets: 2 })];
  const elsewhere = { backends: dead, tablets: [makeTablet('7', [4, 1]), makeTablet('8', [4, 2])], allTablets: true };

  test('of a dead node is none where every tablet has a readable replica elsewhere', () => {
    expect(said(elsewhere, [4], { lost: true })).toEqual([]);
  });

  test('needs the phrase twice, whatever is accepted', () => {
    const only = { ...elsewhere, tablets: [makeTablet('7', [4, -1]), makeTablet('8', [4])] };
    const phrase = lossPhrase(['be-4']);
    expect(one('loss', only, [4], { lost: true })).toMatchObject({
      severity: 'refusal',
      message: '2 tablets would be lost for good: shop.orders tablet 7, shop.orders tablet 8',
      next: [`muster remove be-4 --lost --confirm '${phrase}' --confirm '${phrase}'`],
    });
    expect(phrase).toBe('drop be-4 and lose its data');
    const judged = (confirm: readonly string[]) =>
      applyChecks(findings(only, [4], { lost: true, confirm }), { accept: { loss: 'I know' } }).find(
        ({ gate }) => gate === 'loss',
      )?.severity;
    expect(judged([])).toBe('refusal');
    expect(judged([phrase])).toBe('refusal');
    expect(judged([phrase, lossPhrase(['be-3'])])).toBe('refusal');
    expect(judged([phrase, phrase])).toBe('warning');
  });

  test('counts what could not be looked at as lost', () => {
    expect(one('loss', { ...elsewhere, tablets: [makeTablet('7', [4, 1])] }, [4], { lost: true })).toMatchObject({
      severity: 'refusal',
      message: '1 replica could not be looked at (dropped tables, or tables left out), and may be the last',
    });
  });

  test('of a live node that is not drained is always asked about', () => {
    const all = { backends: [...four.slice(0, 3), makeBackend(4, { tablets: 1 })], tablets: [makeTablet('7', [4, 1])] };
    expect(said(all, [4], { noDrain: true })).toEqual(['loss refusal']);
    const phrase = lossPhrase(['be-4']);
    expect(said(all, [4], { noDrain: true, confirm: [phrase, phrase] })).toEqual(['loss warning']);
  });

  test('is that of the set: two nodes may have the only two replicas', () => {
    const backends = [
      ...four.slice(0, 2),
      makeBackend(3, { alive: false, tablets: 1 }),
      makeBackend(4, { alive: false, tablets: 1 }),
    ];
    const reading = { backends, tables: [], tablets: [makeTablet('7', [3, 4])] };
    expect(said(reading, [3, 4], { lost: true })).toEqual(['loss refusal']);
    expect(lossPhrase(['be-3', 'be-4'])).toBe('drop be-3, be-4 and lose their data');
  });

  test('a tablet is lost exactly when none of its replicas elsewhere can be read', () => {
    const replica = fc.record({ on: fc.integer({ min: 1, max: 4 }), complete: fc.boolean() });
    fc.assert(
      fc.property(
        fc.uniqueArray(replica, { selector: ({ on }) => on, minLength: 1 }),
        fc.subarray([1, 2, 3, 4]),
        (replicas, deadOnes) => {
          const backends = four.map((row) => ({ ...row, alive: !deadOnes.includes(Number(row.id) / 1000) }));
          const tablet = makeTablet(
            '7',
            replicas.map(({ on, complete }) => (complete ? on : -on)),
          );
          const here = replicas.some(({ on }) => on === 4);
          const saved = replicas.some(({ on, complete }) => on !== 4 && complete && !deadOnes.includes(on));
          const { loss } = judgeDrain(
            makeReading({ backends, tablets: [tablet] }),
            makeQuestion([4], { noDrain: true }),
          );
          expect(loss.tablets.length).toBe(here && !saved ? 1 : 0);
        },
      ),
    );
  });
});

test('in a shared-data cluster nothing is drained, and somebody has to go on answering', () => {
  const question = makeQuestion([4]);
  const judged = (reading: DrainReading) =>
    judgeSharedDrain(reading, question).findings.map(({ gate, severity }) => `${gate} ${severity}`);
  expect(judged(makeReading({ sharedData: true }))).toEqual(['member ok', 'shared-data ok', 'targets ok']);
  expect(judged(makeReading({ sharedData: true, backends: [makeBackend(4)] }))).toContain('targets refusal');
});

test('the fewer hosts remain, the more is refused, and never the other way round', () => {
  fc.assert(
    fc.property(fc.subarray([1, 2, 3, 4], { minLength: 1 }), fc.integer({ min: 1, max: 4 }), (numbers, replicas) => {
      const refused = said({ tables: [makeTable('orders', replicas)] }, numbers).includes('replicas refusal');
      expect(refused).toBe(replicas > 4 - numbers.length);
    }),
  );
});

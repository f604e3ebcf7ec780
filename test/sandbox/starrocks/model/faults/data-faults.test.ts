import { describe, expect, it } from 'vitest';
import { DATA_FAULTS, type DataFault, DataFaults } from '../../../../../sandbox/starrocks/model/faults/data-faults.ts';
import { AskedCluster, type Row } from '../data/asked-cluster.ts';
import { be } from '../storage/data-cluster.ts';

const GOES = be(4);

interface Case {
  readonly args?: Readonly<Record<string, string | number>>;
  /** Of the product's time, in seconds: how long it is looked at without an end. */
  readonly stuckFor?: number;
  /** What a person can read of the reason. */
  readonly seen: (cluster: AskedCluster) => void;
}

function lastError(cluster: AskedCluster): string | null | undefined {
  return cluster.rows("SHOW PROC '/cluster_balance/history_tablets'").at(-1)?.['ErrMsg'];
}

function left(cluster: AskedCluster, table: string): Row[] {
  return cluster.rows(`SHOW TABLET FROM ${table} WHERE BackendId = ${cluster.backendId(4)}`);
}

const CASES: Readonly<Record<Exclude<DataFault, 'knobs-lost'>, Case>> = {
  'few-hosts': {
    seen: (cluster) => {
      expect(left(cluster, '_statistics_.column_statistics')).toHaveLength(4);
      expect(lastError(cluster)).toBe('unable to find dest path for new replica');
    },
  },
  'same-host': {
    seen: (cluster) => {
      expect(left(cluster, 'faults.same_host')).toHaveLength(4);
      expect(cluster.rows('SHOW BACKENDS').filter((row) => row['IP'] === be(1))).toHaveLength(2);
      expect(lastError(cluster)).toBe('unable to find dest path for new replica');
    },
  },
  'no-space': {
    seen: (cluster) => {
      const [disk] = cluster.rows(`SHOW PROC '/backends/${cluster.backendId(1)}'`);
      expect(Number.parseFloat(disk?.['TotalUsedPct'] ?? '')).toBeGreaterThan(90);
      expect(lastError(cluster)).toBe('unable to find dest path for new replica');
    },
  },
  'colocate-stuck': {
    seen: (cluster) => {
      const [group] = cluster.rows("SHOW PROC '/colocation_group'");
      expect(group).toMatchObject({ TableNames: 'colocated', ReplicationNum: '4' });
      expect(left(cluster, 'faults.colocated')).toHaveLength(4);
    },
  },
  'bad-source': {
    seen: (cluster) => {
      const [row, ...more] = left(cluster, 'faults.bad_source');
      expect(more).toEqual([]);
      const dead = cluster.rows('ADMIN SHOW REPLICA STATUS FROM faults.bad_source WHERE STATUS = "DEAD"');
      expect(dead).toMatchObject([{ TabletId: row?.['TabletId'], IsBad: 'true' }]);
    },
  },
  'large-tablet': {
    args: { gigabytes: 20, seconds: 240 },
    stuckFor: 900,
    seen: (cluster) => {
      const [row] = left(cluster, 'faults.large_tablet');
      const tries = cluster
        .rows("SHOW PROC '/cluster_balance/history_tablets'")
        .filter((one) => one['TabletId'] === row?.['TabletId']);
      expect(tries.length).toBeGreaterThan(1);
      expect(new Set(tries.map((one) => `${one['State']} ${one['Timeout']}`))).toEqual(new Set(['CANCELLED 240000']));
    },
  },
  'open-transaction': {
    seen: (cluster) => {
      const errors = cluster.rows("SHOW PROC '/cluster_balance/pending_tablets'").map((row) => row['ErrMsg']);
      expect(errors.some((error) => /^wait txn before \d+ to be finished$/.test(error ?? ''))).toBe(true);
      const database = cluster.rows("SHOW PROC '/dbs'").find((row) => row['DbName'] === 'shop')?.['DbId'];
      const running = cluster.rows(`SHOW PROC '/transactions/${database}/running'`);
      expect(running).toMatchObject([{ TransactionStatus: 'PREPARE', TimeoutMs: '86400000', FinishTime: null }]);
    },
  },
  'recycle-bin': {
    seen: (cluster) => {
      const ids = cluster.storage.replicasOn(cluster.backendId(4)).map(({ tablet }) => tablet.id);
      expect(ids).toHaveLength(4);
      for (const id of ids) {
        expect(cluster.rows(`SHOW TABLET ${id}`)).toMatchObject([
          { DbName: 'faults', TableName: null, IsSync: 'false' },
        ]);
      }
    },
  },
  'scheduler-off': {
    seen: (cluster) => {
      expect(cluster.rows("ADMIN SHOW FRONTEND CONFIG LIKE 'tablet_sched_max_scheduling_tablets'")).toMatchObject([
        { Value: '0' },
      ]);
      expect(cluster.rows("SHOW PROC '/cluster_balance/pending_tablets'")).toEqual([]);
    },
  },
  throttled: {
    seen: (cluster) => {
      expect(cluster.rows("ADMIN SHOW FRONTEND CONFIG LIKE 'tablet_sched_repair_delay_factor_second'")).toMatchObject([
        { Value: '3600' },
      ]);
      expect(Number(cluster.rows("SHOW PROC '/statistic'").at(-1)?.['UnhealthyTabletNum'])).toBeGreaterThan(0);
    },
  },
  'targets-dead': {
    seen: (cluster) => {
      const alive = cluster.rows('SHOW BACKENDS').filter((row) => row['Alive'] === 'true');
      expect(alive.map((row) => row['IP'])).toEqual([GOES]);
    },
  },
};

/** Four backends, tables with three replicas and with one, and nothing that takes time but copying. */
function prepared(): AskedCluster {
  const cluster = new AskedCluster(4);
  cluster.hurry();
  cluster.set('drop_backend_after_decommission', false);
  cluster.create('shop', { name: 'orders', buckets: 8, replicationNum: 3 });
  cluster.create('shop', { name: 'notes', buckets: 4, replicationNum: 1 });
  return cluster;
}

/** Dead targets are refused by the check of the statement. */
const TRIES = Object.entries(CASES).flatMap(([name, one]) =>
  (['before', 'during'] as const)
    .filter((when) => name !== 'targets-dead' || when === 'during')
    .map((when) => ({ name: name as DataFault, when, one })),
);

describe('each fault leaves a drain stuck, shows why, and lets it end when it is cured', () => {
  it.each(TRIES)('$name, set $when the drain', ({ name, when, one }) => {
    const cluster = prepared();
    const faults = new DataFaults(cluster.world);
    const inject = () => faults.inject(cluster.leader.process, name, one.args, GOES);
    if (when === 'before') inject();
    cluster.decommission(GOES);
    if (when === 'during') inject();
    cluster.pass(one.stuckFor ?? 300);
    const stuck = cluster.tabletsOn(4);
    expect(stuck).toBeGreaterThan(0);
    one.seen(cluster);
    cluster.pass(300);
    expect(cluster.tabletsOn(4)).toBe(stuck);
    expect(faults.cure(cluster.leader.process, name)).toBe(true);
    cluster.until(() => cluster.tabletsOn(4) === 0, 900, 1);
    expect(faults.list()).toEqual([]);
  });

  it('is cured by a host more, where hosts are too few', () => {
    const cluster = prepared();
    new DataFaults(cluster.world).inject(cluster.leader.process, 'few-hosts', {}, GOES);
    cluster.decommission(GOES);
    cluster.pass(300);
    expect(cluster.tabletsOn(4)).toBe(4);
    cluster.addBackend(be(5));
    cluster.until(() => cluster.tabletsOn(4) === 0, 300, 1);
  });

  it('too few hosts, cured before the drain begins, do not hold it up', () => {
    const cluster = prepared();
    const faults = new DataFaults(cluster.world);
    faults.inject(cluster.leader.process, 'few-hosts', {}, GOES);
    faults.cure(cluster.leader.process, 'few-hosts');
    cluster.decommission(GOES);
    expect(cluster.tabletsOn(4)).toBeGreaterThan(0);
    cluster.until(() => cluster.tabletsOn(4) === 0, 900, 1);
  });

  it('is cured by the settings that a person would change', () => {
    const cluster = prepared();
    const faults = new DataFaults(cluster.world);
    faults.inject(cluster.leader.process, 'recycle-bin', {}, GOES);
    faults.inject(cluster.leader.process, 'large-tablet', { gigabytes: 20, seconds: 240 }, GOES);
    cluster.decommission(GOES);
    cluster.pass(600);
    expect(cluster.tabletsOn(4)).toBe(5);
    cluster.set('catalog_trash_expire_second', 60);
    cluster.set('tablet_sched_max_clone_task_timeout_sec', 7200);
    cluster.until(() => cluster.tabletsOn(4) === 0, 900, 1);
  });
});

describe('lost knobs', () => {
  it('let a node vanish that was meant to stay, and come back cured', () => {
    const cluster = prepared();
    const faults = new DataFaults(cluster.world);
    faults.inject(cluster.leader.process, 'knobs-lost');
    const value = (key: string) => cluster.rows(`ADMIN SHOW FRONTEND CONFIG LIKE '${key}'`)[0]?.['Value'];
    expect(value('drop_backend_after_decommission')).toBe('true');
    cluster.set('tablet_sched_repair_delay_factor_second', 2);
    faults.cure(cluster.leader.process, 'knobs-lost');
    expect(value('drop_backend_after_decommission')).toBe('false');
    expect(value('tablet_sched_repair_delay_factor_second')).toBe('2');
    faults.inject(cluster.leader.process, 'knobs-lost');
    cluster.hurry();
    cluster.decommission(GOES);
    cluster.until(() => cluster.row(GOES) === undefined, 300, 1);
  });
});

describe('faults of data', () => {
  it('are all tried above', () => {
    expect([...Object.keys(CASES), 'knobs-lost'].sort()).toEqual(Object.keys(DATA_FAULTS).sort());
  });

  it('say which backend they need, and are not set twice', () => {
    const cluster = prepared();
    const faults = new DataFaults(cluster.world);
    const inject = (name: DataFault, host?: string) => () => faults.inject(cluster.leader.process, name, {}, host);
    expect(inject('no-space')).toThrow('no-space: no backend drains; name the one that will: --node be-3');
    // On a backend that stays they would hold up nobody.
    for (const name of ['large-tablet', 'open-transaction', 'recycle-bin'] as const)
      expect(inject(name)).toThrow(`${name}: no backend drains; name the one that will: --node be-3`);
    expect(inject('few-hosts', '10.9.9.9')).toThrow('few-hosts: no backend is registered on 10.9.9.9');
    inject('scheduler-off')();
    expect(inject('scheduler-off')).toThrow('scheduler-off is active already');
    expect(faults.list()).toEqual([{ name: 'scheduler-off' }]);
    expect(faults.cure(cluster.leader.process, 'few-hosts')).toBe(false);
  });
});

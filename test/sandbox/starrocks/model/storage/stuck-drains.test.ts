import { describe, expect, it } from 'vitest';
import { beginTransaction, endTransaction } from '../../../../../sandbox/starrocks/model/storage/load-table.ts';
import { dropTable } from '../../../../../sandbox/starrocks/model/storage/drop-table.ts';
import { GIB, MIB } from '../../../../../sandbox/starrocks/model/storage/storage.ts';
import { be, DataCluster } from './data-cluster.ts';

/** Long enough that whatever can move has moved. */
const LONG = 600;

function hosts(count: number): string[] {
  return Array.from({ length: count }, (_, index) => be(index + 1));
}

/** So many backends, and tables of 12 tablets on them. */
function filled(count: number, replicationNum = 3): DataCluster {
  const cluster = new DataCluster(hosts(count));
  cluster.create('t', { name: 'a', buckets: 12, replicationNum });
  cluster.hurry();
  return cluster;
}

/** What the scheduler said of the latest that it gave up. */
function lastError(cluster: DataCluster): string | undefined {
  return cluster.history().findLast(({ state }) => state === 'CANCELLED')?.error;
}

describe('a drain stands still and goes on', () => {
  it('with too few hosts for the replicas, until a backend is added', () => {
    const cluster = filled(4);
    cluster.killBackend(be(1));
    // It is not yet taken for lost, and the statement counts what is alive: three, of which one shall go.
    expect(cluster.refused(`ALTER SYSTEM DECOMMISSION BACKEND '${be(2)}:9050'`)).toBe(
      'It will cause insufficient BE number if these BEs are decommissioned because the table t.a requires 3 replicas.',
    );
    cluster.revive(be(1));
    cluster.decommission(be(2));
    cluster.killBackend(be(1));
    cluster.pass(LONG);
    expect(cluster.left(be(2))).toBeGreaterThan(0);
    expect(lastError(cluster)).toBe('unable to find dest path for new replica');
    cluster.addBackend(be(5));
    cluster.untilEmpty(be(2), LONG);
  });

  it('where the backends that stay share a host: the statement passes and the copy does not', () => {
    const cluster = new DataCluster([be(1), be(1), be(2), be(3)]);
    cluster.create('t', { name: 'a', buckets: 6, replicationNum: 3 });
    cluster.hurry();
    cluster.decommission(be(3));
    cluster.pass(LONG);
    expect(cluster.left(be(3))).toBe(6);
    expect(lastError(cluster)).toBe('unable to find dest path for new replica');
    cluster.addBackend(be(4));
    cluster.untilEmpty(be(3), LONG);
    const hostOf = new Map([...cluster.view.backends.values()].map(({ id, host }) => [id, host]));
    for (const { replicas } of cluster.tablets()) {
      expect(new Set(replicas.map(({ backendId }) => hostOf.get(backendId))).size).toBe(3);
    }
  });

  it('where the other disks are above their limit', () => {
    const cluster = filled(4);
    const disks = [1, 2, 3].flatMap((last) => cluster.storage.disksOf(cluster.backend(be(last)).id));
    // The statement looks at the sum of what is free; this is more than the backend has.
    for (const disk of disks) disk.otherUsed = disk.capacity * 0.92;
    cluster.decommission(be(4));
    cluster.pass(LONG);
    expect(cluster.left(be(4))).toBe(9);
    expect(lastError(cluster)).toBe('unable to find dest path for new replica');
    cluster.set('storage_usage_soft_limit_percent', 95);
    cluster.untilEmpty(be(4), LONG);
  });

  it('where the other disks are of another medium', () => {
    const cluster = filled(4);
    cluster.create('t', { name: 'fast', buckets: 4, replicationNum: 3, medium: 'SSD' });
    cluster.decommission(be(4));
    cluster.pass(LONG);
    expect(cluster.left(be(4))).toBe(3);
  });

  it('where a colocate group has no spare host, until there is one', () => {
    const cluster = new DataCluster(hosts(4));
    const table = cluster.create('t', { name: 'a', buckets: 4, replicationNum: 3, colocateWith: 'g' });
    cluster.create('t', { name: 'b', buckets: 4, replicationNum: 3, colocateWith: 'g' });
    cluster.hurry();
    const group = cluster.storage.findGroup(table);
    cluster.decommission(be(1));
    cluster.killBackend(be(2));
    cluster.pass(LONG);
    expect(cluster.left(be(1))).toBeGreaterThan(0);
    cluster.addBackend(be(5));
    cluster.addBackend(be(6));
    cluster.until(() => group?.stable === false, LONG, 0.5);
    cluster.untilEmpty(be(1), LONG);
    cluster.until(() => group?.stable === true, LONG, 0.5);
    for (const { tablets } of cluster.storage.tables().flatMap(({ partitions }) => partitions)) {
      for (const [bucket, { replicas }] of tablets.entries()) {
        const ids = replicas.map(({ backendId }) => backendId);
        expect(ids.sort()).toEqual([...(group?.backendIds[bucket] ?? [])].sort());
      }
    }
  });

  it('where the only copy of a tablet is bad', () => {
    const cluster = filled(3, 1);
    const [placed] = cluster.storage.replicasOn(cluster.backend(be(1)).id);
    placed!.replica.bad = true;
    cluster.decommission(be(1));
    cluster.pass(LONG);
    expect(cluster.left(be(1))).toBe(1);
    // Not even queued: nothing tells of it but the state of the replica.
    expect(cluster.memory.pending.size).toBe(0);
    expect(cluster.history().some(({ tabletId }) => tabletId === placed!.tablet.id)).toBe(false);
    placed!.replica.bad = false;
    cluster.untilEmpty(be(1), LONG);
  });

  it('where the only copy is on the dead backend that shall go, until that one is back', () => {
    const cluster = filled(3, 1);
    cluster.killBackend(be(1));
    cluster.decommission(be(1));
    cluster.pass(LONG);
    expect(cluster.left(be(1))).toBe(4);
    cluster.revive(be(1));
    cluster.untilEmpty(be(1), LONG);
  });

  it('where a tablet is too large for the longest time that a clone is given', () => {
    const cluster = filled(4);
    cluster.storage.options.cloneBytesPerSecond = MIB;
    const [placed] = cluster.storage.replicasOn(cluster.backend(be(4)).id);
    cluster.storage.resizeTablet(placed!.tablet, 10 * GIB);
    cluster.decommission(be(4));
    cluster.pass(30_000);
    expect(cluster.left(be(4))).toBe(1);
    const tries = cluster.history().filter(({ tabletId }) => tabletId === placed!.tablet.id);
    expect(tries.length).toBeGreaterThanOrEqual(3);
    // As read: cancelled without a word; the times tell.
    for (const { state, error, finishedAt, startedAt, timeoutMs } of tries) {
      expect({ state, error }).toEqual({ state: 'CANCELLED', error: '' });
      expect(timeoutMs).toBe(2_048_000);
      expect((finishedAt ?? 0) - (startedAt ?? 0)).toBeGreaterThan(timeoutMs);
    }
    cluster.set('tablet_sched_min_clone_task_timeout_sec', 14_400);
    cluster.set('tablet_sched_max_clone_task_timeout_sec', 14_400);
    cluster.untilEmpty(be(4), 20_000);
  });

  it('while a transaction is open that is older than the deletes', () => {
    const cluster = filled(4);
    const [table] = cluster.storage.tables();
    const open = beginTransaction(cluster.storage, table!, 'load-1', cluster.world.now);
    cluster.decommission(be(4));
    cluster.pass(LONG);
    expect(cluster.left(be(4))).toBe(9);
    expect(cluster.replicas()).toBe(45);
    const errors = [...cluster.memory.pending.values()].map(({ error }) => error);
    expect(errors).toHaveLength(9);
    for (const error of errors) expect(error).toMatch(/^wait txn before \d+ to be finished$/);
    endTransaction(open, 'VISIBLE', cluster.world.now);
    cluster.untilEmpty(be(4), LONG);
  });

  it('no longer than the transaction lives, and not at all where deletes are forced', () => {
    const cluster = filled(4);
    const [table] = cluster.storage.tables();
    beginTransaction(cluster.storage, table!, 'load-1', cluster.world.now, 300_000);
    cluster.decommission(be(4));
    cluster.pass(250);
    expect(cluster.left(be(4))).toBe(9);
    cluster.untilEmpty(be(4), 100);
    cluster.addBackend(be(5));
    beginTransaction(cluster.storage, table!, 'load-2', cluster.world.now);
    cluster.set('tablet_sched_always_force_decommission_replica', true);
    cluster.decommission(be(3));
    cluster.untilEmpty(be(3), 100);
  });

  it('while the scheduler is switched off', () => {
    const cluster = filled(4);
    cluster.set('tablet_sched_max_scheduling_tablets', 0);
    cluster.decommission(be(4));
    cluster.pass(LONG);
    expect(cluster.left(be(4))).toBe(9);
    expect(cluster.memory.pending.size + cluster.memory.running.size + cluster.history().length).toBe(0);
    cluster.set('tablet_sched_max_scheduling_tablets', 10_000);
    cluster.untilEmpty(be(4), LONG);
  });

  it('while every target is dead', () => {
    const cluster = filled(5);
    cluster.decommission(be(5));
    cluster.killBackend(be(1), be(2), be(3), be(4));
    cluster.pass(LONG);
    expect(cluster.left(be(5))).toBeGreaterThan(0);
    cluster.revive(be(1), be(2), be(3), be(4));
    cluster.untilEmpty(be(5), LONG);
  });
});

describe('a drain is not held', () => {
  it('by tablets of the recycle bin, which move like any other', () => {
    const cluster = filled(4);
    const [table] = cluster.storage.tables();
    dropTable(cluster.storage, table!, false, cluster.world.now);
    cluster.decommission(be(4));
    expect(cluster.left(be(4))).toBe(9);
    expect(cluster.unhealthy()).toBe(0);
    cluster.untilEmpty(be(4), LONG);
    expect(cluster.replicas()).toBe(36);
  });

  it('by its own death, where the other replicas live', () => {
    const cluster = filled(4);
    cluster.killBackend(be(4));
    cluster.decommission(be(4));
    cluster.untilEmpty(be(4), LONG);
    expect(cluster.until(() => cluster.row(be(4)) === undefined, 11, 0.5)).toBeLessThanOrEqual(10.5);
  });
});

describe('a backend that is down', () => {
  it('is rebuilt elsewhere after it was down for longer than is tolerated, and not before', () => {
    const cluster = filled(4);
    cluster.killBackend(be(4));
    const since = cluster.backend(be(4)).heartbeatAt ?? 0;
    cluster.pass(800);
    expect(cluster.left(be(4))).toBe(9);
    expect(cluster.unhealthy()).toBe(0);
    cluster.until(() => cluster.left(be(4)) === 0, 400, 0.5);
    expect((cluster.world.now - since) / 1000).toBeGreaterThan(900);
    // With a copy on every living backend, the lost one is deleted first.
    expect(cluster.history().at(-1)).toMatchObject({ status: 'FORCE_REDUNDANT' });
    cluster.addBackend(be(5));
    cluster.until(() => cluster.replicas() === 36 && cluster.unhealthy() === 0, 400, 0.5);
  });

  it('keeps what it has when it comes back in time, and gets the versions that it lacks', () => {
    const cluster = filled(3);
    cluster.killBackend(be(3));
    cluster.pass(100);
    const [placed] = cluster.storage.replicasOn(cluster.backend(be(3)).id);
    placed!.tablet.partition.visibleVersion = 2;
    for (const tablet of placed!.tablet.partition.tablets) {
      for (const replica of tablet.replicas) {
        if (replica.backendId === placed!.replica.backendId) replica.lastFailedVersion = 2;
        else replica.version = 2;
      }
    }
    cluster.revive(be(3));
    expect(cluster.unhealthy()).toBe(12);
    cluster.until(() => cluster.unhealthy() === 0, 60, 0.5);
    expect(cluster.left(be(3))).toBe(12);
  });
});

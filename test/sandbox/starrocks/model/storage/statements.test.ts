import { describe, expect, it } from 'vitest';
import { cutHost, mendHost } from '../../../../../sandbox/starrocks/model/network.ts';
import { fillStorage } from '../../../../../sandbox/starrocks/model/storage/fill-storage.ts';
import { createTable, isRefusal } from '../../../../../sandbox/starrocks/model/storage/create-table.ts';
import { dropTable, recoverTable } from '../../../../../sandbox/starrocks/model/storage/drop-table.ts';
import { loadTable } from '../../../../../sandbox/starrocks/model/storage/load-table.ts';
import { GIB } from '../../../../../sandbox/starrocks/model/storage/storage.ts';
import { messageOf } from '../simulated-cluster.ts';
import { be, DataCluster } from './data-cluster.ts';

function recorded(): DataCluster {
  const cluster = new DataCluster([be(1), be(2), be(3), be(4)]);
  for (const name of ['a', 'b']) cluster.create('t', { name, buckets: 6, replicationNum: 3 });
  cluster.create('t', { name: 'one', buckets: 4, replicationNum: 1 });
  return cluster;
}

describe('CREATE TABLE', () => {
  it('is refused without a living backend, and with fewer than it wants, as recorded', () => {
    const cluster = new DataCluster([]);
    expect(() => cluster.create('t', { name: 'a', buckets: 1, replicationNum: 1 })).toThrow(
      'Getting analyzing error. Detail message: Table replication num should be less than of equal to the number of available BE ' +
        'nodes. You can change this default by setting the replication_num table properties. Current alive backend is []..',
    );
    cluster.addBackend(be(1));
    const { id } = cluster.backend(be(1));
    expect(() => cluster.create('t', { name: 'a', buckets: 1, replicationNum: 2 })).toThrow(
      `Current alive backend is [${id}]..`,
    );
  });

  it('needs as many hosts as replicas', () => {
    const cluster = new DataCluster([be(1), be(1)]);
    const { database } = cluster.create('t', { name: 'one', buckets: 1, replicationNum: 1 });
    const refused = createTable(cluster.view, database, { name: 'two', buckets: 1, replicationNum: 2 });
    expect(isRefusal(refused) && messageOf(refused)).toBe('Failed to find enough hosts in all backends. need: 2');
  });
});

describe('DECOMMISSION', () => {
  it('is refused when fewer backends than replicas would be left, whoever is dead or leaves already', () => {
    const cluster = recorded();
    const refusal =
      'It will cause insufficient BE number if these BEs are decommissioned because the table t.a requires 3 replicas.';
    expect(cluster.refused(`ALTER SYSTEM DECOMMISSION BACKEND '${be(3)}:9050','${be(4)}:9050'`)).toBe(refusal);
    cluster.decommission(be(4));
    expect(cluster.refused(`ALTER SYSTEM DECOMMISSION BACKEND '${be(3)}:9050'`)).toBe(refusal);
    // Twice is nothing (recorded).
    cluster.decommission(be(4));
    cluster.ok(`CANCEL DECOMMISSION BACKEND '${be(4)}:9050'`);
    cluster.killBackend(be(4));
    expect(cluster.refused(`ALTER SYSTEM DECOMMISSION BACKEND '${be(3)}:9050'`)).toBe(refusal);
    cluster.decommission(be(4));
    expect(cluster.row(be(4))).toMatchObject({ SystemDecommissioned: 'true', Alive: 'false' });
  });

  it('does not ask for the tables of the statistics', () => {
    const cluster = new DataCluster([be(1), be(2), be(3)]);
    cluster.create('_statistics_', { name: 's', buckets: 1, replicationNum: 3 });
    cluster.decommission(be(3));
    expect(cluster.row(be(3))?.['SystemDecommissioned']).toBe('true');
  });

  it('is refused when what it holds is more than is free elsewhere', () => {
    const cluster = recorded();
    for (const last of [1, 2, 3]) {
      for (const disk of cluster.storage.disksOf(cluster.backend(be(last)).id)) disk.otherUsed = disk.capacity - GIB;
    }
    for (const { tablet } of cluster.storage.replicasOn(cluster.backend(be(4)).id)) {
      cluster.storage.resizeTablet(tablet, GIB / 2);
    }
    expect(cluster.refused(`ALTER SYSTEM DECOMMISSION BACKEND '${be(4)}:9050'`)).toBe(
      'It will cause insufficient disk space if these BEs are decommissioned.',
    );
  });

  it('is ended by CANCEL: what has moved stays moved, and nothing more leaves', () => {
    const cluster = recorded();
    cluster.decommission(be(4));
    cluster.until(() => cluster.left(be(4)) === 9, 200, 0.5);
    cluster.ok(`CANCEL DECOMMISSION BACKEND '${be(4)}:9050'`);
    cluster.pass(400);
    expect(cluster.left(be(4))).toBe(9);
    expect(cluster.replicas()).toBe(40);
    expect(cluster.unhealthy()).toBe(0);
  });

  it('lets a backend without tablets vanish within ten seconds, and keeps it where the setting says so', () => {
    const cluster = recorded();
    cluster.addBackend(be(5));
    cluster.decommission(be(5));
    expect(cluster.until(() => cluster.row(be(5)) === undefined, 11, 0.5)).toBeLessThanOrEqual(10.5);
    cluster.world.backends.delete(`${be(5)}:9050`);
    cluster.addBackend(be(5));
    cluster.set('drop_backend_after_decommission', false);
    cluster.decommission(be(5));
    cluster.pass(60);
    expect(cluster.row(be(5))).toMatchObject({ SystemDecommissioned: 'true', Alive: 'true', TabletNum: '0' });
    cluster.ok(`ALTER SYSTEM DROP BACKEND '${be(5)}:9050'`);
    expect(cluster.row(be(5))).toBeUndefined();
  });
});

describe('DROP BACKEND', () => {
  it('is refused for single replicas, word by word, and goes with FORCE', () => {
    const cluster = recorded();
    expect(cluster.refused(`ALTER SYSTEM DROP BACKEND '${be(4)}:9050'`)).toBe(
      `Tables such as [t.one] on the backend[${be(4)}:9050] have only one replica. To avoid data loss, please change the ` +
        'replication_num of [t.one] to three. ALTER SYSTEM DROP BACKEND <backends> FORCE can be used to forcibly drop the backend. ',
    );
    cluster.ok(`ALTER SYSTEM DROP BACKEND '${be(4)}:9050' FORCE`);
    expect(cluster.row(be(4))).toBeUndefined();
    cluster.pass(600);
    // Nine are made again from their other copies; the tenth is lost.
    expect(cluster.unhealthy()).toBe(1);
  });

  it('goes at once where all have three replicas, which are then one short', () => {
    const cluster = new DataCluster([be(1), be(2), be(3), be(4)]);
    cluster.create('t', { name: 'a', buckets: 12, replicationNum: 3 });
    cluster.ok(`ALTER SYSTEM DROP BACKEND '${be(4)}:9050'`);
    expect(cluster.unhealthy()).toBe(9);
    cluster.until(() => cluster.unhealthy() === 0 && cluster.replicas() === 36, 600, 0.5);
    expect(cluster.left(be(1))).toBe(12);
  });
});

function loseLeader(cluster: DataCluster): void {
  cluster.kill(cluster.leader);
  cluster.until(() => cluster.nodes.some(({ process }) => process.role === 'LEADER' && !process.gone));
}

describe('another leader', () => {
  it('begins the delays again', () => {
    const cluster = new DataCluster([be(1), be(2), be(3), be(4)], 3);
    cluster.create('t', { name: 'a', buckets: 12, replicationNum: 3 });
    cluster.pass(20);
    cluster.decommission(be(4));
    cluster.pass(150);
    loseLeader(cluster);
    // The first one would have copied after 180 s at the latest, this one looks for the first time now.
    expect(cluster.untilEmpty(be(4), 300)).toBeGreaterThan(180);
  });

  it('has the settings of its own process', () => {
    const cluster = new DataCluster([be(1), be(2), be(3), be(4)], 3);
    cluster.create('t', { name: 'a', buckets: 12, replicationNum: 3 });
    cluster.hurry();
    cluster.set('drop_backend_after_decommission', false);
    for (const [index, node] of cluster.nodes.entries()) {
      if (node === cluster.leader) continue;
      cluster.kill(node);
      const again = cluster.start(index + 1, {}, node.meta);
      cluster.until(() => again.process.ready);
      cluster.nodes[index] = again;
    }
    loseLeader(cluster);
    cluster.pass(20);
    cluster.decommission(be(4));
    expect(cluster.untilEmpty(be(4), 300)).toBeGreaterThan(150);
    // It vanishes although it was told to stay.
    cluster.until(() => cluster.row(be(4)) === undefined, 11, 0.5);
  });

  it('is not disturbed by the one before, which is cut off and does not know yet', () => {
    const cluster = new DataCluster([be(1), be(2), be(3), be(4)], 3);
    cluster.create('t', { name: 'a', buckets: 12, replicationNum: 3 });
    for (const tablet of cluster.tablets()) cluster.storage.resizeTablet(tablet, GIB);
    cluster.hurry();
    cluster.decommission(be(4));
    cluster.until(() => cluster.memory.running.size > 0, 60, 0.5);
    const old = cluster.leader;
    const replicas = cluster.replicas();
    cutHost(cluster.world, old.host);
    cluster.pass(25);
    // Its clones are through, and it cannot write that down.
    expect(cluster.memory.running.size).toBeGreaterThan(0);
    expect([cluster.replicas(), cluster.left(be(4))]).toEqual([replicas, 9]);
    mendHost(cluster.world, old.host);
    cluster.until(() => cluster.memory.history.length > 0, 5, 0.5);
    cutHost(cluster.world, old.host);
    cluster.until(() => cluster.nodes.some(({ process }) => process !== old.process && process.role === 'LEADER'));
    cluster.nodes.splice(cluster.nodes.indexOf(old), 1);
    cluster.untilEmpty(be(4), 600);
    expect(cluster.replicas()).toBe(36);
  });

  it('knows nothing of the clones of the one before', () => {
    const cluster = new DataCluster([be(1), be(2), be(3), be(4)], 3);
    cluster.create('t', { name: 'a', buckets: 12, replicationNum: 3 });
    for (const tablet of cluster.tablets()) cluster.storage.resizeTablet(tablet, 4 * GIB);
    cluster.hurry();
    cluster.decommission(be(4));
    cluster.until(() => cluster.memory.running.size > 0, 60, 0.5);
    expect(cluster.replicas()).toBeGreaterThan(36);
    loseLeader(cluster);
    cluster.pass(1);
    expect(cluster.replicas()).toBe(36);
    expect(cluster.memory.running.size + cluster.history().length).toBe(0);
    cluster.untilEmpty(be(4), 2000);
  });
});

describe('the row of a backend', () => {
  it('tells tablets and bytes of its disks', () => {
    const cluster = new DataCluster([be(1)]);
    expect(cluster.row(be(1))).toMatchObject({ TabletNum: '0', DataUsedCapacity: '0.000 B', UsedPct: '5.00 %' });
    const filled = fillStorage(cluster.view, { tables: 2, tablets: 5, replicas: 1, bytes: GIB });
    if (isRefusal(filled)) throw new Error(messageOf(filled));
    expect(filled.map(({ name }) => name)).toEqual(['t_1', 't_2']);
    const row = cluster.row(be(1));
    expect(row).toMatchObject({ TabletNum: '10', TotalCapacity: '100.000 GB' });
    const used = Number.parseFloat(row?.['DataUsedCapacity'] ?? '');
    expect(Number.parseFloat(row?.['AvailCapacity'] ?? '')).toBeCloseTo(95 - used, 2);
    expect(row?.['UsedPct']).toBe(`${(5 + used).toFixed(2)} %`);
    expect(row?.['DataUsedPct']).toBe(`${((used / 95) * 100).toFixed(2)} %`);
  });

  it('counts what is in the recycle bin, until the bin is emptied', () => {
    const cluster = new DataCluster([be(1)]);
    const table = cluster.create('t', { name: 'a', buckets: 4, replicationNum: 1 });
    dropTable(cluster.storage, table, false, cluster.world.now);
    expect(cluster.row(be(1))?.['TabletNum']).toBe('4');
    expect(recoverTable(cluster.storage, table.database, 'a')).toBe(table);
    dropTable(cluster.storage, table, false, cluster.world.now);
    cluster.set('catalog_trash_expire_second', 30);
    cluster.pass(45);
    expect(cluster.row(be(1))?.['TabletNum']).toBe('0');
  });
});

describe('a load', () => {
  it('gives a new version to the replicas that live, and the others get it when they are back', () => {
    const cluster = new DataCluster([be(1), be(2), be(3)]);
    const table = cluster.create('t', { name: 'a', buckets: 6, replicationNum: 3 });
    cluster.killBackend(be(3));
    loadTable(cluster.view, table, { bytes: 6 * GIB, rows: 600 });
    expect(cluster.tablets().map(({ bytes, rows }) => [bytes, rows])).toEqual(
      Array.from({ length: 6 }, () => [GIB, 100]),
    );
    expect(cluster.unhealthy()).toBe(6);
    cluster.revive(be(3));
    cluster.until(() => cluster.unhealthy() === 0, 60, 0.5);
  });
});

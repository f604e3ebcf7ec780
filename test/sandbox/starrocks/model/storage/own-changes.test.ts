import { describe, expect, it } from 'vitest';
import { be, DataCluster } from './data-cluster.ts';

describe('what the product does by itself', () => {
  it('makes its own tables in the middle of a drain, as recorded: only the one that goes does not grow', () => {
    const cluster = new DataCluster([be(1), be(2), be(3), be(4)]);
    for (const name of ['a', 'b']) cluster.create('t', { name, buckets: 6, replicationNum: 3 });
    cluster.create('t', { name: 'one', buckets: 4, replicationNum: 1 });
    cluster.decommission(be(4));
    cluster.pass(10);
    cluster.storage.options.growStatistics = true;
    const left = () => [1, 2, 3, 4].map((last) => cluster.left(be(last)));
    cluster.until(() => cluster.storage.findDatabase('_statistics_') !== undefined, 21, 0.1);
    expect(left()).toEqual([40, 40, 40, 10]);
    cluster.until(() => cluster.replicas() === 40 + 204, 2, 0.1);
    expect(left()).toEqual([78, 78, 78, 10]);
    cluster.until(() => cluster.replicas() === 40 + 223, 40, 0.5);
    expect(left()).toEqual([85, 84, 84, 10]);
    // 19 tables are short of replicas, and ten go.
    expect(cluster.unhealthy()).toBe(29);
    cluster.until(() => cluster.left(be(4)) === undefined, 400, 0.5);
    cluster.pass(300);
    expect(cluster.unhealthy()).toBe(0);
    expect(cluster.replicas()).toBe(40 + 87 * 3);
  });

  it('makes none before there are three backends', () => {
    const cluster = new DataCluster([be(1), be(2)]);
    cluster.storage.options.growStatistics = true;
    cluster.pass(60);
    expect(cluster.storage.databases).toEqual([]);
    cluster.addBackend(be(3));
    cluster.pass(60);
    expect(cluster.tablets()).toHaveLength(87);
  });

  it('spreads tablets over a backend that was added, where that is wanted and nothing else is to be done', () => {
    const cluster = new DataCluster([be(1), be(2), be(3)]);
    cluster.create('t', { name: 'a', buckets: 40, replicationNum: 3 });
    cluster.hurry();
    cluster.addBackend(be(4));
    cluster.pass(120);
    expect(cluster.left(be(4))).toBe(0);
    cluster.storage.options.balance = true;
    cluster.until(() => (cluster.left(be(4)) ?? 0) > 24, 900, 1);
    cluster.until(() => cluster.replicas() === 120 && cluster.unhealthy() === 0, 300, 1);
    cluster.set('tablet_sched_disable_balance', true);
    cluster.addBackend(be(5));
    cluster.pass(300);
    expect(cluster.left(be(5))).toBe(0);
  });

  it('brings what a cancelled drain has moved back into balance', () => {
    const cluster = new DataCluster([be(1), be(2), be(3)]);
    cluster.create('t', { name: 'a', buckets: 60, replicationNum: 1 });
    cluster.hurry();
    cluster.decommission(be(3));
    cluster.until(() => (cluster.left(be(3)) ?? 20) < 5, 120, 0.5);
    cluster.ok(`CANCEL DECOMMISSION BACKEND '${be(3)}:9050'`);
    cluster.pass(60);
    const moved = cluster.left(be(3)) ?? 0;
    expect(moved).toBeLessThan(5);
    cluster.storage.options.balance = true;
    cluster.until(() => (cluster.left(be(3)) ?? 0) > moved + 8, 900, 1);
  });
});

import { describe, expect, it } from 'vitest';
import { be, DataCluster } from './data-cluster.ts';

/** The tables of the recording: 16 tablets, 40 replicas, ten on each of four backends. */
function recorded(): DataCluster {
  const cluster = new DataCluster([be(1), be(2), be(3), be(4)]);
  for (const name of ['a', 'b']) cluster.create('t', { name, buckets: 6, replicationNum: 3 });
  cluster.create('t', { name: 'one', buckets: 4, replicationNum: 1 });
  return cluster;
}

/** When a value changed, in seconds since the statement. */
function watch<Value>(cluster: DataCluster, read: () => Value, seconds: number): [number, Value][] {
  const begun = cluster.seconds;
  const changes: [number, Value][] = [[0, read()]];
  while (cluster.seconds - begun < seconds) {
    cluster.pass(0.5);
    const value = read();
    if (value !== changes.at(-1)?.[1]) changes.push([cluster.seconds - begun, value]);
  }
  return changes;
}

describe('a drain with the default delays, as recorded on 3.5.7', () => {
  it('puts ten replicas on each of four backends', () => {
    const cluster = recorded();
    expect([1, 2, 3, 4].map((last) => cluster.left(be(last)))).toEqual([10, 10, 10, 10]);
    expect(cluster.row(be(4))).toMatchObject({ TabletNum: '10', SystemDecommissioned: 'false' });
  });

  it('loses nothing for two minutes and more, then one, and a minute later all the others at once', () => {
    const cluster = recorded();
    // The recorded statement came 2.6 s after a round of the checker.
    cluster.pass(20 - ((cluster.seconds - readyAt(cluster)) % 20) + 2.6);
    cluster.decommission(be(4));
    expect(cluster.row(be(4))).toMatchObject({ TabletNum: '10', SystemDecommissioned: 'true', Alive: 'true' });
    // In the same second.
    expect(cluster.unhealthy()).toBe(10);
    const [, first, second, gone] = watch(cluster, () => cluster.left(be(4)), 260);
    expect(first?.[1]).toBe(9);
    expect(Math.abs((first?.[0] ?? 0) - 139)).toBeLessThan(2);
    expect(second?.[1]).toBe(0);
    expect(Math.abs((second?.[0] ?? 0) - 199)).toBeLessThan(2);
    expect(gone?.[1]).toBeUndefined();
    expect((gone?.[0] ?? 0) - (second?.[0] ?? 0)).toBeLessThanOrEqual(10.5);
    expect(cluster.replicas()).toBe(40);
    expect(cluster.unhealthy()).toBe(0);
  });

  it('counts a replica more and a tablet less that is unhealthy between clone and delete', () => {
    const cluster = recorded();
    cluster.decommission(be(4));
    cluster.until(() => cluster.replicas() === 41, 200, 0.5);
    expect(cluster.unhealthy()).toBe(9);
    expect(cluster.left(be(4))).toBe(10);
    expect(cluster.history().at(-1)).toMatchObject({ status: 'REPLICA_RELOCATING', state: 'FINISHED', error: '' });
    cluster.until(() => cluster.left(be(4)) === 9, 60, 0.5);
    expect(cluster.replicas()).toBe(40);
    expect(cluster.history().at(-1)).toMatchObject({ status: 'REDUNDANT', error: 'redundant replica is deleted' });
  });

  it('writes what is left to the log of the leader every ten seconds', () => {
    const cluster = recorded();
    cluster.decommission(be(4));
    cluster.pass(31);
    const { id } = cluster.backend(be(4));
    const lines = cluster.leader.lines.filter((line) => line.includes('to decommission'));
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(
      new RegExp(`^INFO backend ${id} lefts 10 replicas to decommission\\(show up to 20\\): \\[(\\d+, ){9}\\d+\\]$`),
    );
  });
});

function readyAt(cluster: DataCluster): number {
  return cluster.leader.process.readyAt / 1000;
}

describe('a drain without delays', () => {
  it('moves as many at a time as one disk has slots, and is through in the recorded time', () => {
    const cluster = new DataCluster([be(1), be(2), be(3)]);
    for (const name of ['a', 'b', 'c']) cluster.create('t', { name, buckets: 33, replicationNum: 3 });
    cluster.hurry();
    // The recorded frontend looked and scheduled twice a second.
    Object.assign(cluster.storage.options, { scheduleMs: 500, checkMs: 500 });
    cluster.addBackend(be(4));
    cluster.pass(20);
    cluster.decommission(be(3));
    const series = watch(cluster, () => cluster.left(be(3)), 30);
    const added = watch(cluster, () => cluster.left(be(4)), 1);
    expect(added[0]?.[1]).toBe(99);
    const steps = series.slice(1).map(([at, left], index) => [at, (series[index]?.[1] ?? 0) - (left ?? 0)] as const);
    const moving = steps.filter(([, moved]) => moved > 0);
    expect(moving.slice(0, -1).every(([, moved]) => moved === 8)).toBe(true);
    // Recorded: 8 each half second, from 99 at 13.6 s to 0 at 20.1 s.
    const took = (moving.at(-1)?.[0] ?? 0) - (moving[0]?.[0] ?? 0);
    expect(Math.abs(took - 6)).toBeLessThan(1);
    expect(cluster.row(be(3))).toBeUndefined();
  });

  it('takes a slot more on each disk with each one that the setting has more', () => {
    const most = (slots: number) => {
      const cluster = new DataCluster([be(1), be(2)]);
      cluster.create('t', { name: 'a', buckets: 100, replicationNum: 1 });
      for (const tablet of cluster.tablets()) cluster.storage.resizeTablet(tablet, 500 * 1024 ** 2);
      cluster.hurry();
      cluster.set('tablet_sched_slot_num_per_path', slots);
      cluster.addBackend(be(3));
      cluster.decommission(be(1));
      let running = 0;
      for (let tick = 0; tick < 100; tick++) {
        cluster.pass(0.5);
        running = Math.max(running, cluster.memory.running.size);
      }
      return running;
    };
    // One disk gives them all: the emptiest target is full with as many first, and the next one waits for the source.
    expect(most(4)).toBe(4);
    expect(most(16)).toBe(16);
    // As read: never less than two.
    expect(most(1)).toBe(2);
  });
});

describe('two backends that go at once', () => {
  it('make the second copy of a tablet wait for three minutes after the first', () => {
    const cluster = new DataCluster([be(1), be(2), be(3)]);
    cluster.create('t', { name: 'a', buckets: 12, replicationNum: 3 });
    for (const last of [4, 5]) cluster.addBackend(be(last));
    cluster.pass(25);
    cluster.decommission(be(1), be(2));
    const both = () => (cluster.left(be(1)) ?? 0) + (cluster.left(be(2)) ?? 0);
    cluster.until(() => cluster.replicas() === 48, 300, 0.5);
    const begun = cluster.seconds;
    cluster.pass(30);
    // Recorded too: neither loses one as long as the second copies wait.
    expect(both()).toBe(24);
    expect(cluster.memory.pending.size).toBe(12);
    for (const one of cluster.memory.pending.values()) {
      expect(one).toMatchObject({
        status: 'REPLICA_RELOCATING',
        state: 'PENDING',
        error: 'consecutive full clone needs to delay',
      });
    }
    cluster.until(() => cluster.replicas() === 60, 300, 0.5);
    expect(Math.abs(cluster.seconds - begun - 180)).toBeLessThan(2);
    cluster.until(() => both() === 0, 200, 0.5);
    expect(cluster.replicas()).toBe(36);
  });
});

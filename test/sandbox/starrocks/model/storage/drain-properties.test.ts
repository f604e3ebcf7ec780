import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dropTable } from '../../../../../sandbox/starrocks/model/storage/drop-table.ts';
import { MIB } from '../../../../../sandbox/starrocks/model/storage/storage.ts';
import { be, DataCluster } from './data-cluster.ts';

interface Shape {
  readonly spare: number;
  readonly replicas: number;
  readonly leaving: number;
  readonly tables: readonly { readonly buckets: number; readonly megabytes: number; readonly colocated: boolean }[];
  readonly slots: number;
  readonly dies: boolean;
  readonly bin: boolean;
  /** The hosts that stay have two backends each. */
  readonly doubled: boolean;
}

const shapes: fc.Arbitrary<Shape> = fc.record({
  spare: fc.integer({ min: 0, max: 2 }),
  replicas: fc.integer({ min: 1, max: 3 }),
  leaving: fc.integer({ min: 1, max: 2 }),
  tables: fc.array(
    fc.record({
      buckets: fc.integer({ min: 1, max: 12 }),
      megabytes: fc.integer({ min: 0, max: 2000 }),
      colocated: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  slots: fc.integer({ min: 1, max: 8 }),
  dies: fc.boolean(),
  bin: fc.boolean(),
  doubled: fc.boolean(),
});

function build({ spare, replicas, leaving, tables, slots, bin, doubled }: Shape): {
  cluster: DataCluster;
  going: string[];
} {
  const hosts = Array.from({ length: replicas + leaving + spare }, (_, index) => be(index + 1));
  const cluster = new DataCluster([...hosts, ...(doubled ? hosts.slice(leaving) : [])]);
  for (const [index, { buckets, megabytes, colocated }] of tables.entries()) {
    const table = cluster.create('t', {
      name: `t_${index}`,
      buckets,
      replicationNum: replicas,
      ...(colocated && { colocateWith: `g_${buckets}` }),
    });
    for (const { tablets } of table.partitions) {
      for (const tablet of tablets) cluster.storage.resizeTablet(tablet, megabytes * MIB);
    }
  }
  cluster.hurry();
  cluster.set('tablet_sched_slot_num_per_path', slots);
  const [first] = cluster.storage.tables();
  if (bin && first !== undefined) dropTable(cluster.storage, first, false, cluster.world.now);
  return { cluster, going: hosts.slice(0, leaving) };
}

/** What holds at every moment. */
function check(cluster: DataCluster, slots: number): void {
  const { view, storage, memory } = cluster;
  for (const tablet of cluster.tablets()) {
    const hosts = tablet.replicas.map(({ backendId }) => view.backends.get(backendId)?.host);
    expect(new Set(hosts).size, `hosts of ${tablet.id}`).toBe(hosts.length);
    // Not one is lost: something is left to copy from.
    expect(tablet.replicas.some(({ state }) => state !== 'CLONE')).toBe(true);
  }
  const most = Math.max(2, slots);
  for (const { id } of view.backends.values()) {
    for (const disk of storage.disksOf(id)) expect(memory.slotsTaken(disk)).toBeLessThanOrEqual(most);
  }
}

describe('every drain that is accepted and has the hosts', () => {
  it('ends with every replica moved, none lost, never two on a host, and never more clones than slots', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { cluster, going } = build(shape);
        const before = cluster.replicas();
        cluster.decommission(...going);
        if (shape.dies && shape.replicas > 1) {
          cluster.world.backends.delete(`${going[0]}:9050`);
        }
        for (let round = 0; round < 400 && going.some((host) => cluster.left(host) !== undefined); round++) {
          cluster.pass(round < 60 ? 1 : 20);
          check(cluster, shape.slots);
        }
        expect(going.map((host) => cluster.left(host))).toEqual(going.map(() => undefined));
        cluster.pass(120);
        expect(cluster.replicas()).toBe(before);
        expect(cluster.unhealthy()).toBe(0);
        for (const { replicas } of cluster.tablets()) {
          for (const { state } of replicas) expect(state).toBe('NORMAL');
        }
        expect(cluster.memory.running.size).toBe(0);
      }),
      { numRuns: 25, seed: 5 },
    );
  });
});

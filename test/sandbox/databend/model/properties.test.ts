import fc from 'fast-check';
import { expect, it } from 'vitest';
import { logIdAt } from '../../../../sandbox/databend/model/disk-log.ts';
import { votersOf } from '../../../../sandbox/databend/model/membership.ts';
import { addressOf, createRandom, SimulatedCluster } from './simulated-cluster.ts';

const IDS = [1, 2, 3, 4, 5] as const;

const id = fc.constantFrom(...IDS);
const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('write' as const), id }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('kill' as const), id }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('start' as const), id }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cut' as const), id }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('mend' as const), id }) },
  // Writes that only an isolated leader has are taken back later.
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('isolate' as const), id }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('freeze' as const), id }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('thaw' as const), id }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('transfer' as const), id, to: id }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), id, to: id, gone: fc.boolean() }) },
);
const step = fc.record({ action, pause: fc.oneof(fc.nat(200), fc.nat(8_000)) });

it('has at most one leader in a term, keeps what it said it wrote, and believes what a majority has', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 5 }), fc.array(step, { maxLength: 40 }), (seed, size, steps) => {
      const random = createRandom(seed);
      // Coarse, so that nodes often stand at the same moment.
      const cluster = new SimulatedCluster(seed, () => Math.floor(random() * 4) / 4, 0.3);
      cluster.grow(size);
      // Ids that have left stay away: with an empty log they would be a danger to the product, too.
      const members = IDS.filter((node) => node <= size);
      const written: string[] = [];
      const perform = ({
        kind,
        id: asked,
        ...rest
      }: {
        kind: string;
        id: number;
        to?: number;
        gone?: boolean;
      }): void => {
        if (!members.some((node) => node === asked)) return;
        const node = cluster.node(asked);
        const { to = asked } = rest;
        if (kind === 'start') {
          if (node.gone)
            cluster.start(asked, {
              single: size === 1,
              ...(size > 1 && { join: members.filter((one) => one !== asked).map((one) => `${addressOf(one)}:28004`) }),
            });
        } else if (kind === 'cut') cluster.world.cut(addressOf(asked));
        else if (kind === 'mend') cluster.world.mend(addressOf(asked));
        else if (kind === 'isolate') {
          const leader =
            members.find((one) => !cluster.node(one).gone && cluster.node(one).leading !== undefined) ?? asked;
          cluster.world.cut(addressOf(leader));
          perform({ kind: 'write', id: leader });
          perform({ kind: 'write', id: leader });
          cluster.run(8_000);
          perform({ kind: 'write', id: asked });
          cluster.run(500);
          cluster.world.mend(addressOf(leader));
        } else if (node.gone) return;
        else if (kind === 'kill') cluster.kill(asked);
        else if (kind === 'freeze') cluster.world.freeze(node);
        else if (kind === 'thaw') cluster.world.thaw(node);
        else if (kind === 'transfer') cluster.http(asked, `/v1/ctrl/trigger_transfer_leader?to=${to}`);
        else if (kind === 'leave') {
          const cancel = node.raft({ kind: 'leave', id: to }, () => {});
          if (rest.gone === true) cluster.world.time.after(5, cancel);
        } else if (kind === 'write') {
          const key = `key-${written.length}-${cluster.world.now}`;
          node.grpc({ kind: 'upsert', key, value: key }, (reply) => {
            if (reply.kind === 'upsert') written.push(key);
          });
        }
      };
      for (const { action: next, pause } of steps) {
        perform(next);
        cluster.run(pause);
      }

      const terms = new Map<number, number>();
      for (const { term, id: leader } of cluster.elected)
        expect(terms.get(term) ?? terms.set(term, leader).get(term)).toBe(leader);
      const disks = members.map((node) => cluster.node(node).disk);
      for (const one of disks) {
        for (const other of disks) {
          const both = Math.min(one.state.applied?.index ?? -1, other.state.applied?.index ?? -1);
          for (let index = 0; index <= both; index += 1) expect(logIdAt(one, index)).toEqual(logIdAt(other, index));
        }
      }

      // Everything is well again: it finds a leader, who has all that was ever promised.
      for (const node of members) {
        cluster.world.mend(addressOf(node));
        cluster.kill(node);
      }
      for (const node of members) perform({ kind: 'start', id: node });
      const leads = (node: number): boolean => !cluster.node(node).gone && cluster.node(node).leading !== undefined;
      cluster.until(() => members.some(leads));
      cluster.run(20_000);
      const leader =
        members.filter(leads).sort((one, other) => cluster.node(other).term - cluster.node(one).term)[0] ?? 0;
      const { state } = cluster.node(leader).disk;
      for (const key of written) expect(state.kv.has(key)).toBe(true);
      const voters = votersOf(state.membership);
      const agreeing = voters.filter((node) => {
        const { membership } = cluster.node(node).disk.state;
        return JSON.stringify(membership) === JSON.stringify(state.membership);
      });
      expect(agreeing.length).toBeGreaterThan(voters.length / 2);
    }),
    { numRuns: 250 },
  );
}, 300_000);

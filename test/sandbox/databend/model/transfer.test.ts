import { describe, expect, it } from 'vitest';
import { outputOf, readTranscript } from '../read-transcript.ts';
import { SimulatedCluster } from './simulated-cluster.ts';

const REFUSED = 'can not forward any more: max number of forward reached';

function transfer(cluster: SimulatedCluster, id: number, to?: string): string | undefined {
  return cluster.http(id, `/v1/ctrl/trigger_transfer_leader${to === undefined ? '' : `?to=${to}`}`)?.body;
}

function others(cluster: SimulatedCluster, ids: readonly number[], leader: number): number | undefined {
  return ids.find((id) => id !== leader && cluster.look(id)?.state === 'Leader');
}

describe('a transfer', () => {
  it('reaches a living voter in a tenth of a second, for all nodes to see', () => {
    const cluster = new SimulatedCluster();
    cluster.grow(5);
    expect(transfer(cluster, 1, '2')).toBe('{"from":1,"to":2,"voter_ids":[1,2,3,4,5]}');
    const seen = (id: number) => cluster.look(id);
    const time = cluster.until(() => [1, 2, 3, 4, 5].every((id) => seen(id)?.leader === 2));
    expect(time).toBeGreaterThanOrEqual(50);
    expect(time).toBeLessThanOrEqual(150);
    for (const id of [1, 3, 4, 5]) expect(seen(id)).toMatchObject({ state: 'Follower', term: 2 });
    expect(seen(2)).toMatchObject({ state: 'Leader', term: 2 });
  });

  it('is refused by a follower, with the recorded text', () => {
    const cluster = new SimulatedCluster();
    cluster.startUp(3, { single: true });
    cluster.startUp(1, { join: ['127.0.0.4:28004'] });
    for (const id of [2, 4, 5]) cluster.startUp(id, { join: ['127.0.0.4:28004'] });
    cluster.run(600);
    const recorded = outputOf(
      readTranscript('09-transfer'),
      'curl -sS -i http://127.0.0.2:28002/v1/ctrl/trigger_transfer_leader?to=1',
    );
    expect(cluster.http(1, '/v1/ctrl/trigger_transfer_leader?to=1')).toEqual({
      status: 404,
      type: undefined,
      body: recorded.slice(-4).join('\n'),
    });
    const lone = new SimulatedCluster();
    lone.startUp(2, { single: true });
    lone.startUp(1, { join: ['127.0.0.3:28004'] });
    lone.startUp(3, { join: ['127.0.0.3:28004'] });
    lone.kill(2, 3);
    lone.run(6_000);
    const alone = outputOf(
      readTranscript('18-noquorum'),
      'curl -sS -i http://127.0.0.2:28002/v1/ctrl/trigger_transfer_leader?to=1',
    );
    expect(lone.http(1, '/v1/ctrl/trigger_transfer_leader?to=1')?.body).toBe(alone.slice(-4).join('\n'));
  });

  it('takes the next voter when none is named or the name is no number, also a dead one', () => {
    const cluster = new SimulatedCluster();
    cluster.grow(5);
    cluster.kill(2);
    expect(transfer(cluster, 1)).toBe('{"from":1,"to":2,"voter_ids":[1,2,3,4,5]}');
    cluster.until(() => others(cluster, [3, 4, 5], 1) !== undefined);
    cluster.run(600);
    const leader = others(cluster, [3, 4, 5], 1) ?? 0;
    const next = leader === 5 ? 1 : leader + 1;
    expect(transfer(cluster, leader, 'abc')).toBe(`{"from":${leader},"to":${next},"voter_ids":[1,2,3,4,5]}`);
  });

  it.each([
    ['a dead voter', '5'],
    ['an unknown id', '77'],
    ['itself', '1'],
    ['a learner', '6'],
  ])('to %s: writes fail for 1 to 2 s, and another one wins', (_, to) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const cluster = new SimulatedCluster(seed);
      cluster.grow(5);
      cluster.startUp(6, { learner: true });
      if (to === '5') cluster.kill(5);
      cluster.run(600);
      expect(transfer(cluster, 1, to)).toBe(`{"from":1,"to":${to},"voter_ids":[1,2,3,4,5]}`);
      cluster.run(50);
      // The old leader still says that it leads, and takes nothing.
      expect(cluster.look(1)).toMatchObject({ state: 'Leader', term: 1 });
      expect(cluster.ask(2, { kind: 'upsert', key: 'k', value: 'v' }, 100)).toEqual({
        kind: 'error',
        message: REFUSED,
      });
      const time = cluster.until(() => others(cluster, [2, 3, 4, 5], 1) !== undefined);
      expect(time).toBeGreaterThan(900);
      // A split vote takes another round.
      expect(time).toBeLessThan(3_500);
      cluster.run(100);
      expect(cluster.look(1)?.state).toBe('Follower');
      expect(cluster.upsert(1)).toBe('upsert');
    }
  });

  it('keeps a write that is on its way to a dead target until another one leads', () => {
    const cluster = new SimulatedCluster();
    cluster.grow(5);
    cluster.kill(5);
    transfer(cluster, 1, '5');
    const write = cluster.grpc(1, { kind: 'upsert', key: 'k', value: 'v' });
    cluster.run(500);
    // The worker is busy with it: no status either (recorded: no answer until the new leader).
    expect(cluster.look(1)).toBeUndefined();
    cluster.run(5_000);
    expect(write.reply?.kind).toBe('upsert');
    expect(write.time).toBeGreaterThan(1_000);
  });

  it('stops the writes of a cluster of one until it is started again, while it looks well', () => {
    const cluster = new SimulatedCluster();
    cluster.startUp(31, { single: true });
    expect(transfer(cluster, 31)).toBe('{"from":31,"to":31,"voter_ids":[31]}');
    const recorded = readTranscript('28-single');
    expect(recorded).toContain(REFUSED);
    for (let tries = 0; tries < 3; tries += 1) {
      cluster.run(20_000);
      expect(cluster.ask(31, { kind: 'upsert', key: 'a', value: 'b' }, 1_000)).toEqual({
        kind: 'error',
        message: REFUSED,
      });
      expect(cluster.look(31)).toMatchObject({ state: 'Leader', term: 1, last: 4, applied: 4, voters: [31] });
    }
    expect(cluster.http(31, '/v1/metrics')?.body).toMatch(
      /current_leader_id 31\n[^]*is_leader 1\n[^]*node_is_health 1\n/,
    );
    cluster.kill(31);
    const begun = cluster.world.now;
    cluster.startUp(31, { single: true });
    expect(cluster.world.now - begun).toBeLessThan(700);
    expect(cluster.upsert(31, 'a', 'b')).toBe('upsert');
    cluster.run(100);
    expect(cluster.look(31)).toMatchObject({ state: 'Leader', term: 1, last: 6, applied: 6 });
  });
});

import { describe, expect, it } from 'vitest';
import { cutOut, outputOf, readLooks, readTranscript } from '../read-transcript.ts';
import { expectLooks, statusOf } from './expect-recorded.ts';
import { addressOf, raftAddressOf, SimulatedCluster } from './simulated-cluster.ts';

function errorOf(text: string, command: string): string {
  return cutOut(outputOf(text, command, 'stderr').join('\n'), 'caused by errors: ', ' while: leave');
}

function leaveCommand(id: number, via: number): string {
  return `databend-meta --leave-id ${id} --leave-via ${raftAddressOf(via)}`;
}

function timed(cluster: SimulatedCluster, act: () => unknown): number {
  const begun = cluster.world.now;
  act();
  return cluster.world.now - begun;
}

describe('leave', () => {
  it('takes out dead and living followers, says Ok of unknown ids, and refuses the leader, as recorded', () => {
    const cluster = new SimulatedCluster();
    cluster.startUp(2, { single: true });
    for (const id of [1, 3, 4, 5]) cluster.startUp(id, { join: [raftAddressOf(2)] });
    cluster.run(600);
    cluster.kill(5);
    const recorded = readTranscript('12-leave');
    const looks = readLooks(recorded);
    const shift = { index: (cluster.look(2)?.last ?? 0) - 870, term: -6 };

    expect(timed(cluster, () => expect(cluster.leave(5, 1)).toEqual({ kind: 'left' }))).toBeLessThan(300);
    cluster.run(100);
    expectLooks(cluster, looks.slice(0, 2), shift);
    // An unknown id: two entries in the log each time, and nothing else.
    for (const id of [77, 5, 77]) expect(cluster.leave(id, 1)).toEqual({ kind: 'left' });
    expect(cluster.leave(2, 2)).toEqual({ kind: 'error', error: errorOf(recorded, leaveCommand(2, 2)) });
    expect(cluster.leave(2, 1)).toEqual({ kind: 'error', error: errorOf(recorded, leaveCommand(2, 1)) });

    const running = readTranscript('13-leave-running');
    const after = readLooks(running);
    expectLooks(cluster, after.slice(0, 4), shift);
    expect(cluster.leave(4, 3)).toEqual({ kind: 'left' });
    cluster.run(100);
    // The one that left has the first of the two steps, and believes itself a member.
    expectLooks(cluster, after.slice(4, 8), shift);
    cluster.run(15_000);
    const [first, second, third, removed] = after.slice(8);
    expectLooks(
      cluster,
      [first, second, third].filter((look) => look !== undefined),
      shift,
    );
    // Terms climb only there, one in about 4.5 s.
    expect(cluster.look(4)).toMatchObject({ state: 'Candidate', leader: undefined, voters: removed?.seen?.voters });
    expect(cluster.look(4)?.term).toBeGreaterThanOrEqual(1 + 3);
    expect(cluster.look(4)?.term).toBeLessThanOrEqual(1 + 5);
    expect(cluster.http(4, '/v1/health')?.body).toBe('{"status":"pass"}');
    expect(cluster.http(4, '/v1/metrics')?.body).toMatch(
      /current_leader_id 0\n[^]*is_leader 0\n[^]*node_is_health 0\n/,
    );
    const shown = outputOf(running, `databend-metactl status --grpc-api-address ${addressOf(4)}:9191`);
    expect(statusOf(cluster, 4).filter((line) => /^(State|Leader|Voters| {2}- id)/.test(line))).toEqual(
      shown.filter((line) => /^(State|Leader|Voters| {2}- id)/.test(line)),
    );
    expect(cluster.http(4, '/v1/cluster/nodes')?.body).toBe(
      outputOf(running, `curl -sS -i http://${addressOf(4)}:28002/v1/cluster/nodes`).at(-1),
    );
    // What is asked of it fails after two seconds; the client goes elsewhere by itself.
    const got = cluster.grpc(4, { kind: 'get', key: 'k' });
    cluster.run(2_500);
    expect(got.reply).toEqual({
      kind: 'error',
      message: 'can not forward any more: need to forward but no known leader',
    });
  });

  it('lets the leader go after a transfer', () => {
    const cluster = new SimulatedCluster();
    cluster.grow(4);
    cluster.http(1, '/v1/ctrl/trigger_transfer_leader?to=3');
    expect(cluster.until(() => cluster.leaderAmong(3) === 3)).toBeLessThan(200);
    expect(cluster.look(3)).toMatchObject({ state: 'Leader', term: 2 });
    cluster.run(500);
    expect(cluster.leave(1, 2)).toEqual({ kind: 'left' });
    cluster.run(100);
    expect(cluster.voters(3)).toEqual([2, 3, 4]);
  });

  it('refuses the last voter, who goes on', () => {
    const cluster = new SimulatedCluster();
    cluster.startUp(31, { single: true });
    const recorded = readTranscript('28-single');
    expect(cluster.leave(31, 31)).toEqual({ kind: 'error', error: errorOf(recorded, leaveCommand(31, 31)) });
    expectLooks(cluster, readLooks(recorded).slice(0, 1));
  });

  it('fails after two seconds where no leader is known, and hangs at a leader without a majority', () => {
    const cluster = new SimulatedCluster();
    cluster.grow(3);
    cluster.kill(1, 2);
    cluster.run(6_000);
    const recorded = readTranscript('18-noquorum');
    const time = timed(cluster, () =>
      expect(cluster.leave(2, 3)).toEqual({ kind: 'error', error: errorOf(recorded, leaveCommand(3, 1)) }),
    );
    expect(time).toBeGreaterThan(1_900);
    expect(time).toBeLessThan(2_300);

    const other = new SimulatedCluster();
    other.grow(3);
    other.kill(2, 3);
    expect(other.leave(2, 1)).toBeUndefined();
  });
});

describe('from five to fewer', () => {
  it('goes in the recorded order: the dead one first, then a living follower, the leader last', () => {
    const cluster = new SimulatedCluster();
    cluster.startUp(5, { single: true });
    for (const id of [1, 3, 4, 6, 8]) cluster.startUp(id, { join: [raftAddressOf(5)] });
    cluster.run(600);
    const recorded = readTranscript('30-scalein', 'scale in');
    const looks = readLooks(recorded);
    const shift = { index: (cluster.look(5)?.last ?? 0) - 6047, term: -2 };
    cluster.kill(6);
    for (const [index, id] of [6, 8].entries()) {
      expect(cluster.leave(id, 1)).toEqual({ kind: 'left' });
      cluster.run(100);
      expectLooks(cluster, looks.slice(index, index + 1), shift);
    }
    cluster.kill(8);
    expect(cluster.http(5, '/v1/ctrl/trigger_transfer_leader?to=1')?.body).toBe(
      '{"from":5,"to":1,"voter_ids":[1,3,4,5]}',
    );
    cluster.run(600);
    expect(cluster.leave(5, 1)).toEqual({ kind: 'left' });
    cluster.run(100);
    expectLooks(cluster, looks.slice(2, 5), shift);
    // What the one that left had heard of last was another thing in each recorded run.
    expect(cluster.look(5)).toMatchObject({
      state: 'Follower',
      leader: 1,
      last: (looks[5]?.seen?.last ?? 0) + shift.index,
    });
    cluster.run(15_000);
    expect(cluster.look(5)?.state).toBe('Candidate');
    expect(cluster.look(1)).toMatchObject({ state: 'Leader', term: 2 });
  });
});

describe('news of a change', () => {
  it('may reach a member with the next heartbeat only', () => {
    const cluster = new SimulatedCluster(1, undefined, 1);
    cluster.grow(4);
    expect(cluster.leave(4, 1)).toEqual({ kind: 'left' });
    const voters = (): unknown => [1, 2, 3].map((id) => cluster.voters(id));
    // The last entry, which took the record away, is as new to them as the membership before it is not.
    const { last = 0 } = cluster.look(1) ?? {};
    expect(cluster.look(2)).toMatchObject({ last, applied: last - 1 });
    cluster.run(600);
    expect(cluster.look(2)).toMatchObject({ last, applied: last });
    expect(voters()).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });
});

describe('an id that left', () => {
  it('does not come back with its old directory, and does with a new one, as recorded', () => {
    const cluster = new SimulatedCluster();
    cluster.startUp(2, { single: true });
    for (const id of [1, 3, 4]) cluster.startUp(id, { join: [raftAddressOf(2)] });
    for (let key = 0; key < 400; key += 1) cluster.upsert(2, `key-${key}`);
    expect(cluster.leave(4, 1)).toEqual({ kind: 'left' });
    cluster.run(5_000);
    const { last = 0 } = cluster.look(2) ?? {};
    cluster.kill(4);
    const join = [1, 2, 3].map(raftAddressOf);
    const old = cluster.start(4, { join, waitLeaderTimeout: 15_000 });
    cluster.run(17_000);
    expect(old.exit).toBe(1);
    expect(old.log).toContain(
      'INFO databend_meta::entry: entry.rs:213 Join result: Err("Did not join: node 4 already in cluster")',
    );
    expect(old.log.some((line) => line.includes('configs: [{1, 2, 3, 4}, {1, 2, 3}]'))).toBe(true);
    const mask = (line = ''): string =>
      line
        .replace(/after 1[45]\.\d{9}s/, 'after <time>')
        .replace(/term:\d+, vote:<T\d+-N4:->/, 'term:<n>')
        .replace(/last_log:\d+/, 'last_log:<n>')
        .replace(/T\d+-N2\.\d+/g, '<log id>');
    const ended = readTranscript('15-rejoin')
      .split('\n')
      .find((line) => line.startsWith('Error: timeout'));
    expect(mask(old.stderr.at(-1))).toBe(mask(ended));
    expect(cluster.look(2)).toMatchObject({ state: 'Leader', term: 1, last, voters: [1, 2, 3] });

    cluster.wipe(4);
    const fresh = cluster.startUp(4, { join });
    cluster.run(600);
    const looks = readLooks(readTranscript('15-rejoin', 'fresh dir'));
    expectLooks(cluster, looks, { index: last - 883, term: -6 });
    // It has to be told where its leader is before it can register.
    expect(fresh.stdout.filter((line) => line === 'Leader Id: 2').length).toBe(2);
    expect(fresh.stdout.find((line) => line.includes('Metrics:'))).toContain('last_log=Some(299), last_applied=None');
  });
});

import { describe, expect, it } from 'vitest';
import { cutOut, outputOf, readLooks, readTranscript } from '../read-transcript.ts';
import { expectLooks, expectRecorded } from './expect-recorded.ts';
import { raftAddressOf, SimulatedCluster } from './simulated-cluster.ts';

/** What stands in the tool's error between its two recorded ends. */
function recordedError(stderr: readonly string[]): string {
  return cutOut(stderr.join('\n'), 'caused by errors: ', ' while: leave');
}

function leaveCommand(id: number, via: number): string {
  return `databend-meta --leave-id ${id} --leave-via ${raftAddressOf(via)}`;
}

describe('a change of membership that ran out of time', () => {
  it('is pending as recorded: writes and status hang, further changes are refused, the next one completes it', () => {
    const cluster = new SimulatedCluster();
    cluster.grow(3);
    cluster.upsert(1, 'k1', 'v1');
    cluster.run(600);
    const before = readLooks(readTranscript('22-breakquorum')).slice(0, 3);
    expectLooks(cluster, before);

    const broken = readTranscript('22-breakquorum', '3e');
    const looks = readLooks(broken);
    cluster.kill(3);
    expectLooks(cluster, looks.slice(0, 2));
    expect(cluster.leave(2, 1, 20_000)).toBeUndefined();
    expectLooks(cluster, looks.slice(2, 4));
    expect(cluster.upsert(1, 'k2', 'v2')).toBe('hangs');
    expectLooks(cluster, looks.slice(4, 6));

    const refused = readTranscript('22-breakquorum', 'retry of the same leave');
    for (const id of [2, 3]) {
      const error = recordedError(outputOf(refused, leaveCommand(id, 1), 'stderr'));
      expect(cluster.leave(id, 1)).toEqual({ kind: 'error', error });
    }
    expectRecorded(cluster, refused);

    const third = cluster.startUp(3);
    cluster.run(600);
    expectRecorded(cluster, readTranscript('22-breakquorum', 'bring 3 back'));
    expect(third.stdout.join('\n')).not.toContain('voters:[{1:EmptyNode,2:EmptyNode,3:EmptyNode},{1');
    // What hung was only waiting: it has been written.
    expect(cluster.ask(1, { kind: 'get', key: 'k2' })).toMatchObject({ value: { data: 'v2' } });

    const begun = cluster.world.now;
    expect(cluster.leave(77, 1)).toEqual({ kind: 'left' });
    expect(cluster.world.now - begun).toBeGreaterThan(1_400);
    const completed = readTranscript('22-breakquorum', 'now leave 77');
    expectRecorded(cluster, completed);
    // The second step of whoever gave up was never taken: the record of 2 stays.
    const nodes = JSON.parse(cluster.http(1, '/v1/cluster/nodes')?.body ?? '[]');
    expect(nodes.map(({ name }: { name: string }) => name)).toEqual(['1', '2', '3']);
  });

  it('is not cancelled when quorum comes back late: the leave, the join and the write of people long gone', () => {
    const cluster = new SimulatedCluster();
    cluster.startUp(2, { single: true });
    cluster.startUp(1, { join: [raftAddressOf(2)] });
    cluster.startUp(3, { join: [raftAddressOf(2)] });
    cluster.run(600);
    const { last = 0 } = cluster.look(2) ?? {};
    const index = last - 1128;
    cluster.kill(1, 3);
    cluster.run(30_000);
    const alone = readTranscript('19-leader-alone', '5c');
    expect(cluster.look(2)).toMatchObject({
      state: 'Leader',
      leader: 2,
      voters: [1, 2, 3],
      replication: { 1: last, 3: last },
    });
    expect(alone).toContain('  State: Leader');
    expect(cluster.ask(2, { kind: 'get', key: 'k1' })).toEqual({ kind: 'get', value: undefined });
    expect(cluster.upsert(2, 'k10', 'v')).toBe('hangs');
    expect(cluster.leave(1, 2)).toBeUndefined();
    const joiner = cluster.start(7, { join: [raftAddressOf(2)] });
    cluster.run(100_000);
    expect(joiner.stdout.at(-1)).toBe('');
    expect(joiner.stdout.at(-2)).toBe('Raft API max message: 32MB');
    expect(joiner.log.filter((line) => line.includes('try to join')).length).toBe(1);
    cluster.kill(7);

    // Neither is enough alone: without 3 the second of the two sets has no majority.
    const first = cluster.start(1, { join: [raftAddressOf(2)] });
    cluster.run(5_000);
    expect(first.stdout.at(-2)).toBe('Register this node: {id=1 raft=127.0.0.2:28004 grpc=127.0.0.2:9191}');
    cluster.startUp(3, { join: [raftAddressOf(2)] });
    cluster.run(600);
    const late = readLooks(readTranscript('20-late'));
    expectLooks(cluster, late.slice(1, 4), { index, term: -63 });
    expect(cluster.ask(2, { kind: 'get', key: 'k10' })).toMatchObject({ value: { data: 'v' } });
    const names = (): string[] =>
      JSON.parse(cluster.http(2, '/v1/cluster/nodes')?.body ?? '[]').map(({ name }: { name: string }) => name);
    expect(names()).toEqual(['1', '2', '3', '7']);

    // The ghost's removal completes what the leave of 1 began.
    expect(cluster.leave(7, 1)).toEqual({ kind: 'left' });
    expect(names()).toEqual(['1', '2', '3']);
    expect(cluster.look(2)).toMatchObject({ last: last + 7, voters: [2, 3] });
    expect(cluster.look(3)).toMatchObject({ voters: [2, 3] });
    expect(cluster.look(1)).toMatchObject({ last: last + 5, voters: [1, 2, 3] });
  });

  it('takes away fault tolerance, outlives a change of leader, and ends with the same leave', () => {
    const cluster = new SimulatedCluster();
    cluster.grow(3);
    cluster.upsert(1);
    cluster.kill(3);
    expect(cluster.leave(2, 1, 5_000)).toBeUndefined();
    const third = cluster.startUp(3);
    cluster.run(600);
    const cure = readTranscript('38-joint-cure');
    const looks = readLooks(cure);
    // One entry less than the recorded run: there the second node wrote once more.
    const { last = 0 } = cluster.look(1) ?? {};
    const index = last - 15;
    expectLooks(cluster, looks.slice(0, 3), { index: index + 1 });
    expect(third.stdout.some((line) => line.startsWith('    Metrics: id=3, Follower, term=1'))).toBe(true);

    cluster.kill(1);
    cluster.run(4_000);
    expect(cluster.leaderAmong(2, 3)).toBeUndefined();
    expect(cluster.look(2)?.voters).toEqual([1, 2, 3]);
    const first = cluster.start(1);
    cluster.until(() => cluster.leaderAmong(1, 2, 3) !== undefined);
    cluster.until(() => first.stdout.includes('Databend Metasrv started'));
    cluster.run(600);
    // The one place that shows it.
    const metrics = first.stdout.filter((line) => line.includes('Metrics:'));
    expect(metrics.at(-1)).toContain(
      'voters:[{1:EmptyNode,2:EmptyNode,3:EmptyNode},{1:EmptyNode,3:EmptyNode}], learners:[]',
    );

    // If the node that should leave leads now, it cannot; somebody else has to lead first.
    let leader = cluster.leaderAmong(1, 2, 3) ?? 0;
    const hand = (to: number): void => {
      cluster.http(leader, `/v1/ctrl/trigger_transfer_leader?to=${to}`);
      cluster.until(() => cluster.leaderAmong(to) === to);
      cluster.run(200);
      leader = to;
    };
    if (leader !== 2) hand(2);
    expect(cluster.look(2)?.voters).toEqual([1, 2, 3]);
    const refused = cluster.leave(2, 1);
    expect(refused).toEqual({
      kind: 'error',
      error: recordedError(outputOf(cure.slice(cure.indexOf('leader 2\n')), leaveCommand(2, 1), 'stderr')),
    });
    hand(3);
    expect(cluster.leave(2, 1)).toEqual({ kind: 'left' });
    cluster.run(100);
    for (const id of [1, 3]) expect(cluster.voters(id)).toEqual([1, 3]);
    expect(cluster.http(3, '/v1/cluster/nodes')?.body).not.toContain('"name":"2"');
  });
});

describe('a leader that somebody else takes out', () => {
  it('leads no more, and one of the others does', () => {
    const cluster = new SimulatedCluster();
    cluster.grow(3);
    cluster.upsert(1);
    cluster.kill(3);
    expect(cluster.leave(2, 1, 5_000)).toBeUndefined();
    cluster.startUp(3);
    cluster.http(1, '/v1/ctrl/trigger_transfer_leader?to=2');
    cluster.until(() => cluster.leaderAmong(2) === 2);
    cluster.run(200);
    cluster.leave(77, 1, 10_000);
    cluster.run(5_000);
    expect(cluster.look(2)).toMatchObject({ state: 'Learner', leader: undefined, voters: [1, 3] });
    const leader = cluster.leaderAmong(1, 3);
    expect(cluster.look(1)).toMatchObject({ leader, voters: [1, 3] });
    expect(cluster.upsert(3)).toBe('upsert');
  });
});

describe('a joiner at an address that nobody reaches', () => {
  it('freezes a cluster of one, and only a process with that id at that address frees it', () => {
    const bad = readTranscript('32-badadvertise');
    const cluster = new SimulatedCluster();
    cluster.startUp(51, { single: true });
    expect(cluster.upsert(51, 'a', '1')).toBe('upsert');
    cluster.run(600);
    const joiner = cluster.start(52, { raftAdvertiseHost: '127.0.0.99', join: [raftAddressOf(51)] });
    cluster.run(10_000);
    expect(joiner.stdout.at(-2)).toBe('Raft API max message: 32MB');
    expectLooks(cluster, readLooks(bad).slice(0, 1));
    expect(cluster.upsert(51, 'a', '2')).toBe('hangs');
    expect(cluster.leave(52, 51)).toEqual({
      kind: 'error',
      error: recordedError(outputOf(bad, leaveCommand(52, 51), 'stderr')),
    });
    expect(cluster.look(51)).toBeUndefined();

    cluster.kill(51, 52);
    const again = cluster.start(51, { single: true });
    cluster.run(10_000);
    const printed = cutOut(bad, 'Wait for 10s for active leader...\n', '\n\nUpgrade').split('\n');
    expect(again.stdout.slice(-printed.length - 1, -1)).toEqual(printed);
    expect(cluster.look(51)?.voters).toEqual([51]);

    // With the right address: the wrong one is recorded already, and stays.
    const right = cluster.start(52, { join: [raftAddressOf(51)] });
    cluster.run(10_000);
    expect(right.log.some((line) => line.includes('Join result: Ok(())'))).toBe(true);
    expect(cluster.look(52)).toMatchObject({ state: 'Learner', term: 0, leader: undefined, voters: [] });
    cluster.kill(52);

    const cured = cluster.start(52, {
      machine: '127.0.0.99',
      grpcAdvertiseHost: '127.0.0.53',
      join: [raftAddressOf(51)],
    });
    cluster.until(() => cured.stdout.includes('Databend Metasrv started'));
    cluster.run(600);
    expect(cured.stdout).toContain('Register this node: {id=52 raft=127.0.0.99:28004 grpc=127.0.0.53:9191}');
    expect(cluster.look(51)).toMatchObject({ state: 'Leader', voters: [51, 52] });
    expect(cluster.look(52)).toMatchObject({ state: 'Follower', voters: [51, 52] });
    expect(cluster.ask(51, { kind: 'get', key: 'a' })).toMatchObject({ value: { data: '2' } });
  });

  it('is a dead voter of a cluster of three, which a leave repairs', () => {
    const recorded = readLooks(readTranscript('36-adv3', '3->4'));
    const cluster = new SimulatedCluster();
    cluster.grow(3);
    const { last = 0 } = cluster.look(1) ?? {};
    const shift = { index: last - 28, term: -6 };
    const output = cluster.start(4, { raftAdvertiseHost: '127.0.0.99', waitLeaderTimeout: 6_000 });
    cluster.run(7_500);
    expect(output.exit).toBe(1);
    expect(output.stderr.at(-1)).toMatch(
      /^Error: timeout after [56]\.\d{9}s when receive an active leader latest: Metrics\{id:4, Learner, term:0, vote:<T0-N4:->, last_log:None, last_applied:None, leader:None\(quorum_acked_time:None\), membership:\{log_id:None, \{voters:\[\], learners:\[\]\}\}, snapshot:None/,
    );
    expect(output.log.some((line) => line.includes('Join result: Ok(())'))).toBe(true);
    expectLooks(cluster, recorded.slice(0, 3), shift);
    expect(cluster.leave(4, 1)).toEqual({ kind: 'left' });
    cluster.run(100);
    expectLooks(cluster, recorded.slice(3, 4), shift);
  });
});

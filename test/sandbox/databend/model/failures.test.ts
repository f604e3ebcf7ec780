import { describe, expect, it } from 'vitest';
import { cutOut, outputOf, readLooks, readTranscript } from '../read-transcript.ts';
import { expectLooks, statusOf } from './expect-recorded.ts';
import { addressOf, raftAddressOf, SimulatedCluster } from './simulated-cluster.ts';

function peersOf(cluster: SimulatedCluster, id: number): string[] {
  return (cluster.http(id, '/v1/metrics')?.body ?? '')
    .split('\n')
    .filter((line) => line.startsWith('metasrv_raft_network'))
    .sort();
}

function metricOf(cluster: SimulatedCluster, id: number, name: string): string | undefined {
  return new RegExp(`^metasrv_server_${name} (.*)$`, 'm').exec(cluster.http(id, '/v1/metrics')?.body ?? '')?.[1];
}

describe('a dead leader', () => {
  it('is named by its followers until they stand, and their writes wait and succeed', () => {
    const cluster = new SimulatedCluster();
    cluster.grow(3);
    cluster.kill(1);
    cluster.run(200);
    expect(cluster.look(2)).toMatchObject({ state: 'Follower', leader: 1 });
    const write = cluster.grpc(2, { kind: 'upsert', key: 'k', value: 'v' });
    cluster.run(500);
    expect(cluster.look(2)).toBeUndefined();
    expect(cluster.http(2, '/v1/health')?.body).toBe('{"status":"pass"}');
    cluster.run(6_000);
    expect(write.reply?.kind).toBe('upsert');
    expect(write.time).toBeGreaterThan(2_000);
    const leader = cluster.leaderAmong(2, 3) ?? 0;
    // It never answered the new leader.
    expect(cluster.look(leader)?.replication[1]).toBeNull();
    expect(statusOf(cluster, leader).some((line) => line.startsWith('  - [1]'))).toBe(false);
  });
});

describe('no majority', () => {
  it('shows a surviving follower as recorded: first its dead leader, then a candidate that climbs terms', () => {
    const cluster = new SimulatedCluster();
    cluster.startUp(2, { single: true });
    for (const id of [1, 3]) cluster.startUp(id, { join: [raftAddressOf(2)] });
    cluster.run(600);
    cluster.kill(2, 3);
    cluster.run(200);
    const recorded = readTranscript('18-noquorum');
    const command = `databend-metactl status --grpc-api-address ${addressOf(1)}:9191`;
    const shape = (lines: readonly string[]): string[] =>
      lines.flatMap((line) => (/^(State|Leader|Voters|Replication| {2}- id)/.test(line) ? [line] : []));
    expect(shape(statusOf(cluster, 1))).toEqual(shape(outputOf(recorded, command)));
    cluster.run(4_800);
    const later = recorded.slice(recorded.indexOf('t+5s:'));
    expect(shape(statusOf(cluster, 1))).toEqual(shape(outputOf(later, command)));
    const { term = 0 } = cluster.look(1) ?? {};
    cluster.run(15_000);
    const climbed = (cluster.look(1)?.term ?? 0) - term;
    expect(climbed).toBeGreaterThanOrEqual(10);
    expect(climbed).toBeLessThanOrEqual(15);
    expect(metricOf(cluster, 1, 'current_leader_id')).toBe('0');
    expect(metricOf(cluster, 1, 'node_is_health')).toBe('0');
    for (const request of [
      { kind: 'get', key: 'k' },
      { kind: 'upsert', key: 'k', value: 'v' },
    ] as const) {
      const message = 'can not forward any more: need to forward but no known leader';
      expect(cluster.ask(1, request)).toEqual({ kind: 'error', message });
    }
    expect(cluster.ask(1, { kind: 'export' })?.kind).toBe('export');
    expect(cluster.http(1, '/v1/ctrl/trigger_snapshot')?.body).toBe('null');

    const joiner = cluster.start(7);
    const begun = cluster.world.now;
    cluster.until(() => joiner.exit !== undefined);
    expect(cluster.world.now - begun).toBeGreaterThan(9_000);
    expect(cluster.world.now - begun).toBeLessThan(13_000);
    expect(joiner.stderr.at(-1)).toBe(outputOf(recorded, 'databend-meta -c n7/meta.toml', 'stderr').at(-1));
    expect(joiner.stdout).toEqual(outputOf(recorded, 'databend-meta -c n7/meta.toml'));
  });

  it('leaves a leader that looks perfect until something is written, and hangs from then on', () => {
    const cluster = new SimulatedCluster();
    cluster.grow(3);
    cluster.leave(2, 1);
    cluster.kill(2);
    cluster.upsert(1, 'k1', 'v');
    const { last = 0 } = cluster.look(1) ?? {};
    cluster.kill(3);
    cluster.run(60_000);
    expect(cluster.look(1)).toMatchObject({ state: 'Leader', replication: { 1: last, 3: last } });
    expect(metricOf(cluster, 1, 'node_is_health')).toBe('1');

    expect(cluster.upsert(1, 'k3', 'v')).toBe('hangs');
    const hanging = [
      cluster.grpc(1, { kind: 'status' }),
      cluster.grpc(1, { kind: 'member-list' }),
      cluster.grpc(1, { kind: 'get', key: 'k1' }),
    ];
    expect(cluster.http(1, '/v1/cluster/nodes')).toBeUndefined();
    // Nobody waits for this any more, and yet it is done in its turn.
    expect(cluster.http(1, '/v1/ctrl/trigger_transfer_leader?to=3')).toBeUndefined();
    cluster.run(25_000);
    expect(hanging.map(({ reply }) => reply)).toEqual([undefined, undefined, undefined]);
    const recorded = outputOf(
      readTranscript('23-status-hang'),
      "sh -c curl -sS -m 8 http://127.0.0.2:28002/v1/metrics | grep -E '^metasrv_server_(is_leader|node_is_health|current_leader|proposals)'",
    ).filter((line) => !line.includes('applied'));
    const metrics = cluster.http(1, '/v1/metrics')?.body.split('\n') ?? [];
    for (const line of recorded) expect(metrics).toContain(line);

    cluster.startUp(3);
    cluster.run(1_000);
    expect(hanging.map(({ reply }) => reply?.kind)).toEqual(['status', 'member-list', 'get']);
    const looks = readLooks(readTranscript('23-status-hang', 'bring 3 back')).slice(0, 2);
    expectLooks(cluster, looks, { index: last + 3 - 21 });
    expect(cluster.ask(1, { kind: 'get', key: 'k3' })).toMatchObject({ value: { data: 'v' } });
  });

  it('ends a voter that starts alone after its time, remembering the dead leader on the way', () => {
    const cluster = new SimulatedCluster();
    cluster.startUp(41, { single: true });
    cluster.startUp(42, { join: [raftAddressOf(41)] });
    cluster.run(600);
    cluster.kill(41, 42);
    const output = cluster.start(42, { join: [raftAddressOf(41)], waitLeaderTimeout: 8_000 });
    cluster.until(() => output.exit !== undefined);
    const recorded = readTranscript('31-end');
    const lines = recorded.slice(recorded.indexOf('Wait for 8s'), recorded.indexOf('\n### SIGTERM/SIGINT')).split('\n');
    const mask = (all: readonly string[]): string[] =>
      all.map((line) =>
        line.replace(/after 6\.\d+s/, 'after <time>').replace(/term:\d+, vote:<T\d+-N42:->/, 'term:<n>'),
      );
    const printed = output.stdout.slice(output.stdout.indexOf('Wait for 8s for active leader...'));
    expect(mask([...printed, ...output.stderr.slice(-1)])).toEqual(mask(lines));
    expect(output.exit).toBe(1);
  });

  it('is over within seconds when a majority starts again', () => {
    for (const seed of [1, 2, 3]) {
      const cluster = new SimulatedCluster(seed);
      cluster.grow(3);
      cluster.kill(2, 3);
      cluster.run(60_000);
      cluster.kill(1);
      for (const id of [1, 2, 3]) cluster.start(id);
      expect(cluster.until(() => cluster.leaderAmong(1, 2, 3) !== undefined)).toBeLessThan(6_000);
      cluster.run(3_000);
      for (const id of [1, 2, 3]) expect(cluster.outputs.get(id)?.stdout.at(-1)).toBe('Databend Metasrv started');
    }
  });
});

describe('a dead follower', () => {
  it('looks current on an idle cluster, and behind after one write', () => {
    const cluster = new SimulatedCluster();
    cluster.grow(3);
    const recorded = readTranscript('35-peers');
    const peers = (lines: string): string[] =>
      lines.match(/metasrv_raft_network_active_peers\{\S+\} \d/g)?.sort() ?? [];
    const [first = '', second = ''] = recorded.split('\n');
    expect(peersOf(cluster, 1)).toEqual(peers(first));
    expect(peersOf(cluster, 2)).toEqual(peers(second));
    cluster.kill(3);
    cluster.run(8_000);
    const { last = 0 } = cluster.look(1) ?? {};
    const shift = { index: last - 26, term: -6 };
    const looks = readLooks(recorded);
    expectLooks(cluster, looks.slice(0, 1), shift);
    expect(peersOf(cluster, 1)).toEqual(peers(cutOut(recorded, 'kill follower 3\n', 'n1:')));
    expect(cluster.upsert(1)).toBe('upsert');
    cluster.run(600);
    expectLooks(cluster, looks.slice(1, 2), shift);
    const listed = cutOut(recorded, '  Replication:\n', '  Voters:')
      .split('\n')
      .filter((line) => line !== '');
    const replication = statusOf(cluster, 1).filter((line) => line.startsWith('  - ['));
    expect(replication.sort()).toEqual(
      listed
        .map((line) => line.slice(2).replace(/T7-N1\.(\d+)/, (_, at) => `T1-N1.${Number(at) + shift.index}`))
        .sort(),
    );
    cluster.startUp(3);
    cluster.run(600);
    expectLooks(cluster, looks.slice(2, 3), shift);
  });
});

describe('a frozen leader', () => {
  it('is followed by another one after 4 s, and says for a moment that it leads when it goes on', () => {
    const cluster = new SimulatedCluster(3);
    cluster.grow(5);
    cluster.upsert(1);
    const old = cluster.node(1);
    cluster.world.freeze(old);
    const time = cluster.until(() => cluster.leaderAmong(2, 3, 4, 5) !== undefined);
    expect(time).toBeGreaterThan(3_000);
    expect(time).toBeLessThan(5_000);
    expect(cluster.http(1, '/v1/health')).toBeUndefined();
    const status = cluster.grpc(1, { kind: 'status' });
    cluster.run(10_000);
    expect(status.reply).toBeUndefined();
    cluster.world.thaw(old);
    expect(cluster.look(1)).toMatchObject({ state: 'Follower' });
    expect(status.reply?.kind).toBe('status');
    cluster.run(600);
    const leader = cluster.leaderAmong(2, 3, 4, 5);
    for (const id of [1, 2, 3, 4, 5]) expect(cluster.look(id)?.leader).toBe(leader);
  });
});

describe('a machine off the network', () => {
  it('keeps its leader a leader, whose writes are taken back when it returns and made by the new one', () => {
    const cluster = new SimulatedCluster();
    cluster.grow(3);
    cluster.world.cut(addressOf(1));
    const write = cluster.grpc(1, { kind: 'upsert', key: 'cut', value: 'off' });
    cluster.until(() => cluster.leaderAmong(2, 3) !== undefined);
    const leader = cluster.leaderAmong(2, 3) ?? 0;
    expect(cluster.http(1, '/v1/metrics')?.body).toContain('metasrv_server_is_leader 1\n');
    expect(cluster.upsert(leader, 'other', 'side')).toBe('upsert');
    cluster.run(10_000);
    expect(write.reply).toBeUndefined();
    cluster.world.mend(addressOf(1));
    cluster.run(3_000);
    expect(cluster.look(1)).toMatchObject({ state: 'Follower', leader });
    expect(write.reply?.kind).toBe('upsert');
    cluster.run(600);
    for (const key of ['cut', 'other']) {
      for (const id of [1, 2, 3]) expect(cluster.node(id).disk.state.kv.has(key)).toBe(true);
    }
  });
});

describe('signals', () => {
  it('ends gracefully by SIGINT once it has started, and fails without a word before', () => {
    const cluster = new SimulatedCluster();
    const output = cluster.startUp(1, { single: true });
    cluster.node(1).interrupt();
    cluster.run(50);
    expect(output.stdout.at(-1)).toBe('Databend Metasrv shutdown');
    expect(output.exit).toBe(0);
    cluster.startUp(1, { single: true });
    const joiner = cluster.start(2, { raftAdvertiseHost: '127.0.0.99' });
    cluster.run(5_000);
    cluster.node(2).interrupt();
    cluster.run(200);
    expect(joiner.stdout).not.toContain('Databend Metasrv shutdown');
    expect(joiner.exit).toBe(1);
  });
});

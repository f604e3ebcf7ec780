import { describe, expect, it } from 'vitest';
import { fillData } from '../../../../sandbox/databend/model/fill-data.ts';
import { cutOut, outputOf, readLooks, readTranscript } from '../read-transcript.ts';
import { expectLooks, maskStatus, statusOf } from './expect-recorded.ts';
import { addressOf, raftAddressOf, SimulatedCluster } from './simulated-cluster.ts';

function names(cluster: SimulatedCluster, id: number): string[] {
  return JSON.parse(cluster.http(id, '/v1/cluster/nodes')?.body ?? '[]').map(({ name }: { name: string }) => name);
}

describe('a join list', () => {
  it('of dead addresses only: three tries each, an end without a reason, and the reasons in the log', () => {
    const cluster = new SimulatedCluster();
    const output = cluster.start(11, { join: ['127.0.0.99:28004', '127.0.0.97:28004'] });
    cluster.until(() => output.exit !== undefined);
    expect(cluster.world.now).toBeGreaterThan(6_900);
    expect(cluster.world.now).toBeLessThan(7_300);
    const recorded = readTranscript('07-joinbad', '2a');
    expect(output.stdout).toEqual(outputOf(recorded, 'databend-meta -c n11/meta.toml'));
    expect(output.stderr).toEqual(outputOf(recorded, 'databend-meta -c n11/meta.toml', 'stderr'));
    expect(output.exit).toBe(1);
    const failed = output.log.filter((line) => line.includes('Connection refused (os error 111)'));
    expect(failed.length).toBe(12);
  });

  it('of another cluster: it becomes a voter there, whatever that is called', () => {
    const cluster = new SimulatedCluster();
    cluster.startUp(12, { single: true, clusterName: 'other' });
    cluster.run(100);
    cluster.startUp(13, { join: [raftAddressOf(12)] });
    cluster.run(100);
    // The recorded poller looked at a third node, of the first cluster, too.
    expectLooks(cluster, readLooks(readTranscript('07-joinbad', '2b')).slice(0, 2));
  });

  it('with its own advertised address: that one is passed over', () => {
    const cluster = new SimulatedCluster();
    cluster.startUp(1, { single: true });
    const output = cluster.startUp(2, { raftListenHost: '0.0.0.0', join: [raftAddressOf(2), raftAddressOf(1)] });
    expect(output.log.some((line) => line.includes(`try to join cluster via ${raftAddressOf(2)}`))).toBe(false);
    expect(cluster.voters(1)).toEqual([1, 2]);
  });

  it('never ends at a leader without a majority, and waits ten seconds for a host that is silent', () => {
    const cluster = new SimulatedCluster();
    cluster.grow(3);
    cluster.kill(2, 3);
    const output = cluster.start(7);
    cluster.run(100_000);
    expect(output.exit).toBeUndefined();
    expect(output.log.filter((line) => line.includes('try to join')).length).toBe(1);

    const other = new SimulatedCluster();
    other.grow(3);
    other.world.cut(addressOf(2));
    const late = other.startUp(4, { join: [raftAddressOf(2), raftAddressOf(1)] });
    expect(late.log.filter((line) => line.includes(`via ${raftAddressOf(2)}, timeout`)).length).toBe(3);
    expect(other.voters(1)).toEqual([1, 2, 3, 4]);
  });
});

describe('joiners', () => {
  it('that start at the same moment all get in', () => {
    const cluster = new SimulatedCluster();
    cluster.grow(2);
    const outputs = [4, 5, 6].map((id) => cluster.start(id, { join: [raftAddressOf(1), raftAddressOf(2)] }));
    cluster.until(() => outputs.every(({ stdout }) => stdout.includes('Databend Metasrv started')));
    cluster.run(600);
    expect(cluster.voters(1)).toEqual([1, 2, 4, 5, 6]);
    for (const id of [2, 4, 5, 6])
      expect(cluster.look(id)).toMatchObject({ state: 'Follower', voters: [1, 2, 4, 5, 6] });
  });

  it('with the id of a living voter are told Ok, hear nothing and end after 180 s', () => {
    const cluster = new SimulatedCluster();
    cluster.grow(5);
    const before = [1, 2].map((id) => cluster.look(id));
    const second = cluster.node(2);
    cluster.wipe(2);
    const impostor = cluster.start(2, {
      machine: '127.0.0.15',
      raftListenHost: '127.0.0.15',
      raftAdvertiseHost: '127.0.0.15',
      grpcAdvertiseHost: '127.0.0.15',
    });
    cluster.run(12_000);
    expect(impostor.stdout.at(-1)).toBe('Wait for 180s for active leader...');
    expect(impostor.log.at(-1)).toBe('INFO databend_meta::entry: entry.rs:213 Join result: Ok(())');
    const recorded = readTranscript('08-dup');
    expect(maskStatus(statusOf(cluster, 2))).toEqual(
      maskStatus(outputOf(recorded, 'databend-metactl status --grpc-api-address 127.0.0.15:9191')),
    );
    expect(cluster.http(2, '/v1/health')?.body).toBe('{"status":"pass"}');
    expect(JSON.parse(cluster.http(2, '/v1/cluster/status')?.body ?? '')).toMatchObject({
      endpoint: null,
      leader: null,
      voters: [],
    });
    cluster.run(170_000);
    expect(impostor.exit).toBe(1);
    cluster.nodes.set(2, second);
    expect([1, 2].map((id) => cluster.look(id))).toEqual(before);
  });

  it('with the emptied directory of a living voter are taken back silently', () => {
    const cluster = new SimulatedCluster();
    cluster.grow(3);
    const { last = 0 } = cluster.look(1) ?? {};
    cluster.kill(3);
    cluster.wipe(3);
    const output = cluster.startUp(3);
    cluster.run(600);
    expect(output.log).toContain('INFO databend_meta::entry: entry.rs:213 Join result: Ok(())');
    expect(cluster.look(1)).toMatchObject({ last: last + 1, replication: { 1: last + 1, 2: last + 1, 3: last + 1 } });
    expect(cluster.look(3)).toMatchObject({ state: 'Follower', last: last + 1, applied: last + 1, voters: [1, 2, 3] });
    expect(cluster.outputs.get(1)?.log.some((line) => line.includes('follower log is reverted'))).toBe(true);
  });

  it('may come back at another address while a leader lives', () => {
    const cluster = new SimulatedCluster();
    cluster.grow(3);
    cluster.kill(3);
    const output = cluster.start(3, { machine: '127.0.0.57' });
    expect(cluster.until(() => output.stdout.includes('Databend Metasrv started'))).toBeLessThan(1_500);
    expect(output.stdout).toContain('Register this node: {id=3 raft=127.0.0.57:28004 grpc=127.0.0.57:9191}');
    cluster.run(600);
    expect(cluster.http(1, '/v1/cluster/nodes')?.body).toContain('"addr":"127.0.0.57"');
    const { last = 0 } = cluster.look(1) ?? {};
    expect(cluster.look(1)?.replication).toEqual({ 1: last, 2: last, 3: last });
  });
});

describe('a learner', () => {
  it('joins, starts again and is promoted as recorded', () => {
    const cluster = new SimulatedCluster();
    cluster.startUp(2, { single: true });
    for (const id of [1, 3]) cluster.startUp(id, { join: [raftAddressOf(2)] });
    cluster.run(600);
    const shift = { index: (cluster.look(2)?.last ?? 0) - 890, term: -6 };
    const join = [1, 2, 3].map(raftAddressOf);
    cluster.startUp(6, { learner: true, join });
    cluster.run(100);
    const looks = readLooks(readTranscript('16-learner', 'learner: node 6'));
    expectLooks(cluster, looks, shift);
    const recorded = cutOut(readTranscript('16-learner', 'learner: node 6'), '  State: Learner\n', '\n\n').split('\n');
    const shape = (line: string): boolean => /^(Leader|Voters|NonVoters|  - id)/.test(line);
    expect(statusOf(cluster, 6).filter(shape)).toEqual(recorded.map((line) => line.slice(2)).filter(shape));

    cluster.kill(6);
    const again = cluster.startUp(6, { learner: true, join });
    cluster.run(100);
    expect(again.log).toContain('INFO databend_meta::entry: entry.rs:213 Join result: Ok(())');
    expectLooks(cluster, readLooks(readTranscript('16-learner', 'restart learner')), shift);

    const { last = 0 } = cluster.look(2) ?? {};
    cluster.kill(6);
    cluster.startUp(6, { join });
    cluster.run(100);
    expect(cluster.look(2)).toMatchObject({ last: last + 4, voters: [1, 2, 3, 6], learners: [] });
    expect(cluster.look(6)).toMatchObject({ state: 'Follower', voters: [1, 2, 3, 6] });
  });

  it('leaves, and never stands for election', () => {
    const cluster = new SimulatedCluster();
    cluster.grow(3);
    cluster.startUp(6, { learner: true });
    cluster.kill(1, 2, 3);
    cluster.run(60_000);
    expect(cluster.look(6)).toMatchObject({ state: 'Learner', term: 1 });
    for (const id of [1, 2, 3]) cluster.start(id);
    cluster.until(() => cluster.leaderAmong(1, 2, 3) !== undefined);
    cluster.run(2_000);
    expect(cluster.leave(6, 1)).toEqual({ kind: 'left' });
    expect(cluster.look(cluster.leaderAmong(1, 2, 3) ?? 0)).toMatchObject({ voters: [1, 2, 3], learners: [] });
    expect(names(cluster, cluster.leaderAmong(1, 2, 3) ?? 0)).toEqual(['1', '2', '3']);
  });
});

describe('ports', () => {
  it('a busy admin port is a panic, a locked directory an error', () => {
    const cluster = new SimulatedCluster();
    const busy = cluster.start(5, { adminAddress: '127.0.0.5:28002', busyPorts: ['admin'] });
    const locked = cluster.start(6, { raftDirLocked: true });
    cluster.run(2_000);
    const recorded = readTranscript('25-misc');
    expect(busy.exit).toBe(101);
    expect(recorded).toContain(busy.stderr.slice(-2).join('\n'));
    expect(locked.exit).toBe(1);
    expect(recorded).toContain(locked.stderr.at(-1));
    expect(locked.log[0]).toContain("/var/lib/databend/n6/raft/df_meta/V004/log' is already locked by another process");
  });

  it('a busy raft port is not noticed: whoever has it answers for the new node too', () => {
    const cluster = new SimulatedCluster();
    cluster.startUp(3, { single: true });
    for (const id of [1, 4]) cluster.startUp(id, { join: [raftAddressOf(3)] });
    cluster.run(600);
    const output = cluster.start(45, {
      machine: addressOf(4),
      grpcAddress: `${addressOf(4)}:9192`,
      adminAddress: `${addressOf(4)}:28003`,
      busyPorts: ['raft'],
      join: [raftAddressOf(3)],
    });
    cluster.run(20_000);
    expect(output.stdout.at(-1)).toBe('Wait for 180s for active leader...');
    const { last = 0 } = cluster.look(3) ?? {};
    expect(cluster.look(3)).toMatchObject({
      voters: [1, 3, 4, 45],
      replication: { 1: last, 3: last, 4: last, 45: last },
    });
    expect(cluster.http(3, '/v1/cluster/nodes')?.body).toContain(
      '{"name":"45","endpoint":{"addr":"127.0.0.5","port":28004},"grpc_api_advertise_address":"127.0.0.5:9192"}',
    );
    // One process counts twice: three of four are needed, and two are enough.
    cluster.kill(1);
    expect(cluster.upsert(3)).toBe('upsert');
    cluster.run(170_000);
    expect(output.exit).toBe(1);
    expect(cluster.leave(45, 3)).toEqual({ kind: 'left' });
    expect(cluster.voters(3)).toEqual([1, 3, 4]);
  });
});

describe('data', () => {
  it('comes to a joiner as a snapshot first and then in parts, and slowly on a slow machine', () => {
    const cluster = new SimulatedCluster();
    cluster.grow(3);
    const complete: boolean[] = [];
    fillData(cluster.node(2), 1, (all) => complete.push(all));
    expect(complete).toEqual([false]);
    fillData(cluster.node(1), 6_000, (all) => complete.push(all));
    cluster.until(() => complete.length === 2);
    expect(complete[1]).toBe(true);
    cluster.run(2_000);
    const { last = 0 } = cluster.look(1) ?? {};
    expect(cluster.look(1)?.replication).toEqual({ 1: last, 2: last, 3: last });
    const snapshot = cluster.node(1).disk.snapshot?.last.index ?? 0;
    expect(snapshot).toBeGreaterThan(5_000);

    const follow = (id: number): (number | null)[] => {
      const output = cluster.start(id);
      const seen: (number | null)[] = [];
      cluster.until(() => {
        const at = cluster.look(1)?.replication[id];
        if (at !== undefined && at !== seen.at(-1)) seen.push(at);
        return output.stdout.includes('Databend Metasrv started') && at === cluster.look(1)?.last;
      });
      return seen;
    };
    const begun = cluster.world.now;
    const seen = follow(4);
    expect(seen.slice(0, 3)).toEqual([null, snapshot, snapshot + 300]);
    expect(cluster.world.now - begun).toBeLessThan(4_000);
    cluster.run(200);
    expect(cluster.node(4).disk.state.kv.size).toBe(6_000);
    expect(cluster.look(4)).toMatchObject({ state: 'Follower', voters: [1, 2, 3, 4] });

    cluster.world.slowness.set(addressOf(5), 100);
    const slowly = cluster.world.now;
    follow(5);
    expect(cluster.world.now - slowly).toBeGreaterThan(40_000);

    // A single write takes its time there, too, and the next one does not once the machine is well again.
    cluster.upsert(1);
    const behind = (): boolean => cluster.look(1)?.replication[5] !== cluster.look(1)?.last;
    cluster.run(1_500);
    expect(behind()).toBe(true);
    cluster.world.slowness.delete(addressOf(5));
    cluster.run(300);
    expect(behind()).toBe(false);
  });

  it('is exported as recorded lines, of the node that is asked', () => {
    const cluster = new SimulatedCluster();
    cluster.grow(2);
    cluster.upsert(1, 'k1', 'v1');
    cluster.run(600);
    const reply = cluster.ask(2, { kind: 'export' });
    const lines = reply?.kind === 'export' ? [...reply.lines] : [];
    const recorded = readTranscript('26-export', 'export')
      .split('\n')
      .filter((line) => line.startsWith('["'));
    const mask = (line: string): string => line.replace(/"time_ms":\d+/, '"time_ms":0');
    expect(lines.length).toBe(5 + (cluster.look(2)?.last ?? 0) + 1);
    expect(lines[0]).toBe(recorded[0]);
    expect(lines[1]).toBe('["raft_log",{"NodeId":2}]');
    expect(lines[2]).toBe('["raft_log",{"Vote":{"leader_id":{"term":1,"node_id":1},"committed":true}}]');
    expect(lines[3]).toBe('["raft_log",{"Committed":{"leader_id":{"term":1,"node_id":1},"index":9}}]');
    expect(lines.slice(4, 10).map(mask)).toEqual(recorded.slice(4, 10).map(mask));
    expect(lines.every((line) => Array.isArray(JSON.parse(line)))).toBe(true);

    cluster.http(2, '/v1/ctrl/trigger_snapshot');
    const after = cluster.ask(2, { kind: 'export' });
    const state = after?.kind === 'export' ? after.lines.filter((line) => line.startsWith('["state_machine/0"')) : [];
    // Sequence, two of the state machine, two nodes, one key.
    expect(state.length).toBe(6);
    expect(mask(state[5] ?? '')).toContain('"GenericKV":{"key":"k1","value":{"seq":1,');
  });
});

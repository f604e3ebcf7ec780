import { describe, expect, it } from 'vitest';
import { ip, SimulatedCluster } from './simulated-cluster.ts';

const helper = (last: number) => ({ helpers: [{ host: ip(last), port: 9010 }] });

describe('a frontend that starts', () => {
  it('makes a cluster of its own without a helper and serves about 8 s after its start', () => {
    const cluster = new SimulatedCluster();
    const [first] = cluster.form(1);
    expect(first?.portsOpenedAt).toBeGreaterThan(7.4);
    expect(first?.portsOpenedAt).toBeLessThan(11.6);
    expect(cluster.show(first!).get(ip(1))).toMatchObject({ Id: '1', Role: 'LEADER', Join: 'true', Alive: 'true' });
  });

  it('joins by a helper: Join 3 s after its start, its port from 7.4 s, Alive with the next heartbeat', () => {
    const cluster = new SimulatedCluster();
    const [first] = cluster.form(1);
    cluster.sql(first!, `ALTER SYSTEM ADD FOLLOWER '${ip(2)}:9010'`);
    expect(cluster.show(first!).get(ip(2))).toMatchObject({
      Id: '2',
      Role: 'FOLLOWER',
      QueryPort: '0',
      RpcPort: '0',
      Join: 'false',
      Alive: 'false',
      ReplayedJournalId: '0',
      LastHeartbeat: null,
      IsHelper: 'true',
      ErrMsg: '',
      StartTime: 'NULL',
      Version: 'NULL',
    });
    const begun = cluster.seconds;
    const second = cluster.start(2, helper(1));
    cluster.until(() => cluster.show(first!).get(ip(2))?.['Join'] === 'true');
    expect(cluster.seconds - begun).toBeCloseTo(3, 0);
    expect(cluster.show(first!).get(ip(2))?.['Alive']).toBe('false');
    cluster.until(() => cluster.show(first!).get(ip(2))?.['Alive'] === 'true');
    const opened = (second.portsOpenedAt ?? 0) - begun;
    expect(opened).toBeGreaterThan(7.39);
    expect(opened).toBeLessThan(11.6);
    expect(cluster.seconds - begun - opened).toBeLessThan(5.1);
    const row = cluster.show(first!).get(ip(2));
    expect(row).toMatchObject({ QueryPort: '9030', RpcPort: '9020', Version: '3.5.7-d2da301' });
    expect(row?.['ClusterId']).toBe(cluster.show(second).get(ip(1))?.['ClusterId']);
  });

  it('asks its helper every 5 s while it is not added, and picks up an ADD that comes later', () => {
    const cluster = new SimulatedCluster();
    const [first] = cluster.form(1);
    const second = cluster.start(2, helper(1));
    cluster.pass(60);
    expect(second.portsOpenedAt).toBeUndefined();
    expect(second.exitCode).toBeUndefined();
    expect(second.log).toContain(`failed to get fe node type from helper node: ${ip(1)}:9010. response code: 400`);
    expect(second.log.match(/current node is not added to the group/g)).toHaveLength(12);
    const added = cluster.seconds;
    cluster.sql(first!, `ALTER SYSTEM ADD FOLLOWER '${ip(2)}:9010'`);
    cluster.until(() => cluster.show(first!).get(ip(2))?.['Alive'] === 'true');
    // Recorded: 7.2 s after the ADD; the two beats of 5 s can fall otherwise.
    expect(cluster.seconds - added).toBeLessThan(5 + 1 + 4.4 + 5.1);
  });

  it('says no more of a dead helper than of one that does not know it', () => {
    const cluster = new SimulatedCluster();
    cluster.form(1);
    const second = cluster.start(2, helper(8));
    cluster.pass(20);
    expect(second.log).toContain('current node is not added to the group. please add it first.');
    expect(second.exitCode).toBeUndefined();
  });

  it('exits when its helper is itself', () => {
    const cluster = new SimulatedCluster();
    cluster.form(1);
    const second = cluster.start(2, helper(2));
    cluster.pass(5);
    expect(second.exitCode).toBe(255);
    expect(second.log).toContain('Do not specify the helper node to FE itself.');
  });

  it('never joins with another http_port: it asks the helper on its own', () => {
    const cluster = new SimulatedCluster();
    const [first] = cluster.form(1);
    cluster.sql(first!, `ALTER SYSTEM ADD FOLLOWER '${ip(2)}:9010'`);
    const second = cluster.start(2, { ...helper(1), ports: { http: 8031, rpc: 9020, query: 9030, editLog: 9010 } });
    cluster.pass(60);
    expect(second.log).toContain('Connection refused');
    expect(cluster.show(first!).get(ip(2))).toMatchObject({ Join: 'false', ErrMsg: 'Connection refused' });
  });

  it('is refused by another cluster once it has made its own, and cannot be given a helper then', () => {
    const cluster = new SimulatedCluster();
    const [first] = cluster.form(1);
    const alone = cluster.start(2);
    cluster.until(() => alone.process.ready);
    cluster.sql(first!, `ALTER SYSTEM ADD FOLLOWER '${ip(2)}:9010'`);
    cluster.pass(30);
    expect(cluster.show(first!).get(ip(2))).toMatchObject({ Join: 'false', Alive: 'false' });
    expect(cluster.show(alone).get(ip(2))?.['ClusterId']).not.toBe(cluster.show(first!).get(ip(1))?.['ClusterId']);
    cluster.kill(alone);
    const again = cluster.start(2, helper(1), alone.meta);
    cluster.pass(5);
    expect(again.log).toContain(`find ROLE and VERSION file in local, ignore helper nodes: [${ip(1)}:9010]`);
    expect(again.log).toContain('bad environment');
    expect(again.exitCode).toBe(255);
  });

  it('exits with only one of ROLE and VERSION, and when a port is taken', () => {
    const cluster = new SimulatedCluster();
    const half = cluster.start(2, { meta: 'one' });
    const busy = cluster.start(3, { busyPort: { name: 'edit_log_port', port: 9010 } });
    cluster.pass(4);
    expect(half.exitCode).toBe(255);
    expect(busy.exitCode).toBe(255);
    expect(busy.log).toContain('edit_log_port 9010 is already in use. will exit.');
  });

  it('waits for ever alone of three, and serves soon after a second one came', () => {
    const cluster = new SimulatedCluster();
    const nodes = cluster.form(3);
    for (const node of [...nodes].reverse()) cluster.kill(node);
    const first = cluster.start(1, {}, nodes[0]!.meta);
    cluster.pass(300);
    expect(first.portsOpenedAt).toBeUndefined();
    expect(first.log).toContain('wait globalStateMgr to be ready. FE type: INIT. is ready: false');
    const second = cluster.start(2, {}, nodes[1]!.meta);
    const took = cluster.until(() => first.process.ready && second.process.ready);
    expect(took).toBeGreaterThan(7);
    expect(took).toBeLessThan(10.1);
  });

  it('says why it is not reached 16 to 20 s after the ADD', () => {
    const cluster = new SimulatedCluster();
    const [first] = cluster.form(1);
    cluster.sql(first!, `ALTER SYSTEM ADD FOLLOWER '${ip(2)}:9010'`);
    cluster.sql(first!, "ALTER SYSTEM ADD FOLLOWER '10.77.0.99:9010'");
    const took = cluster.until(() => cluster.show(first!).get(ip(2))?.['ErrMsg'] !== '');
    expect(took).toBeGreaterThan(14);
    expect(took).toBeLessThan(20.1);
    expect(cluster.show(first!).get(ip(2))?.['ErrMsg']).toBe('Connection refused');
    expect(cluster.show(first!).get('10.77.0.99')?.['ErrMsg']).toBe('No route to host');
  });

  it('does not count for the majority while it is only registered', () => {
    const cluster = new SimulatedCluster();
    const [first] = cluster.form(1);
    for (const last of [2, 3]) cluster.sql(first!, `ALTER SYSTEM ADD FOLLOWER '${ip(last)}:9010'`);
    cluster.pass(300);
    expect(first?.exitCode).toBeUndefined();
    cluster.kill(first!);
    const again = cluster.start(1, {}, first!.meta);
    cluster.until(() => again.process.ready);
    expect(cluster.show(again).size).toBe(3);
  });
});

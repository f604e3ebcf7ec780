import { describe, expect, it } from 'vitest';
import { cutHost, mendHost } from '../../../../sandbox/starrocks/model/network.ts';
import { ip, messageOf, type Node, SimulatedCluster } from './simulated-cluster.ts';

const NO_MAJORITY =
  '(JE 18.3.20) Commit policy: SIMPLE_MAJORITY required 1 replica. But none were active with this master.';

function formPair(): { cluster: SimulatedCluster; first: Node; second: Node } {
  const cluster = new SimulatedCluster();
  const [first, second] = cluster.form(2);
  return { cluster, first: first!, second: second! };
}

describe('three followers', () => {
  it('have a new leader 1.0 s after theirs was killed, and show it dead 19 s after its death', () => {
    const cluster = new SimulatedCluster();
    const [first, second, third] = cluster.form(3);
    cluster.kill(first!);
    expect(messageOf(cluster.sql(second!, 'SHOW FRONTENDS'))).toBe('java.net.SocketException: Connection reset');
    expect(messageOf(cluster.sql(second!, 'SHOW FRONTENDS'))).toBe('java.net.ConnectException: Connection refused');
    expect(messageOf(cluster.sql(third!, `ALTER SYSTEM ADD FOLLOWER '${ip(5)}:9010'`))).toBe(
      'Socket is closed by peer.',
    );
    expect(cluster.sql(second!, 'SELECT 1').kind).toBe('rows');
    cluster.until(() => cluster.ask(second!, 'SHOW FRONTENDS') !== undefined && third!.process.role === 'LEADER');
    expect(cluster.show(second!).get(ip(3))?.['Role']).toBe('LEADER');
    expect(cluster.show(second!).get(ip(1))).toMatchObject({ Role: 'FOLLOWER', Join: 'true', Alive: 'true' });
    const took = cluster.until(() => cluster.show(second!).get(ip(1))?.['Alive'] === 'false');
    expect(took).toBeGreaterThan(16);
    expect(took).toBeLessThan(19.5);
    expect(cluster.show(second!).get(ip(1))).toMatchObject({ Join: 'true', ErrMsg: 'Connection refused' });
  });

  it('keep a dead follower alive for 15 to 20 s', () => {
    const cluster = new SimulatedCluster();
    const [first, , third] = cluster.form(3);
    cluster.kill(third!);
    const took = cluster.until(() => cluster.show(first!).get(ip(3))?.['Alive'] === 'false');
    expect(took).toBeGreaterThan(15);
    expect(took).toBeLessThan(20.1);
    expect(cluster.sql(first!, `ALTER SYSTEM ADD FOLLOWER '${ip(5)}:9010'`)).toEqual({ kind: 'ok' });
  });

  it('elect 38.7 s after a silent cut; forwarded statements hang, the old leader takes 12 s and exits after 45 s', () => {
    const cluster = new SimulatedCluster();
    const [first, second, third] = cluster.form(3);
    cutHost(cluster.world, ip(1));
    const begun = cluster.seconds;
    const hanging = cluster.ask(second!, 'SHOW FRONTENDS');
    const early = cluster.ask(first!, 'SHOW FRONTENDS');
    cluster.until(() => early.answer !== undefined);
    expect(early.took).toBeCloseTo(12, 1);
    expect(early.answer?.kind).toBe('rows');
    cluster.pass(begun + 24.5 - cluster.seconds);
    const late = cluster.ask(first!, 'SHOW FRONTENDS');
    cluster.until(() => third!.process.role === 'LEADER');
    expect(cluster.seconds - begun).toBeCloseTo(38.7, 0);
    expect(first!.process.role).toBe('LEADER');
    expect(cluster.show(second!).get(ip(3))?.['Role']).toBe('LEADER');
    cluster.until(() => first!.exitCode !== undefined);
    expect(cluster.seconds - begun).toBeGreaterThan(40);
    expect(cluster.seconds - begun).toBeLessThan(46);
    expect(first?.exitCode).toBe(255);
    cluster.pass(30);
    expect(late.answer).toBeUndefined();
    expect(hanging.answer).toBeUndefined();
    expect(cluster.show(second!).get(ip(1))).toMatchObject({ Alive: 'false', ErrMsg: 'No route to host' });
  });

  it('go on as before when a cut is mended in time', () => {
    const cluster = new SimulatedCluster();
    const [first, second] = cluster.form(3);
    cutHost(cluster.world, ip(1));
    cluster.pass(20);
    mendHost(cluster.world, ip(1));
    cluster.pass(60);
    expect(first?.exitCode).toBeUndefined();
    expect(cluster.show(second!).get(ip(1))).toMatchObject({ Role: 'LEADER', Alive: 'true' });
  });

  it('say on the last follower that nobody leads, from stale rows', () => {
    const cluster = new SimulatedCluster();
    const [first, second, third] = cluster.form(3);
    cluster.kill(third!);
    cluster.kill(first!);
    cluster.pass(10);
    expect(cluster.sql(second!, 'SELECT 1').kind).toBe('rows');
    cluster.ask(second!, 'SHOW FRONTENDS');
    expect(messageOf(cluster.sql(second!, 'SHOW FRONTENDS'))).toBe('java.net.ConnectException: Connection refused');
    const local = [...cluster.show(second!, "SHOW PROC '/frontends'").values()];
    expect(local.map(({ Role, Join, Alive }) => `${Role} ${Join} ${Alive}`)).toEqual(
      Array(3).fill('FOLLOWER false true'),
    );
    cluster.pass(300);
    expect(second?.exitCode).toBeUndefined();
  });
});

describe('a pair whose second half is dead', () => {
  it('answers SHOW FRONTENDS after 10 s with the text of the journal', () => {
    const { cluster, first, second } = formPair();
    cluster.kill(second);
    const asked = cluster.ask(first, 'SHOW FRONTENDS');
    cluster.until(() => asked.answer !== undefined);
    expect(asked.took).toBeCloseTo(10.02, 2);
    expect(messageOf(asked.answer)).toBe(NO_MAJORITY);
    expect(cluster.sql(first, 'SELECT 1').kind).toBe('rows');
  });

  it('loses its leader 40 to 46 s after the death although nobody writes', () => {
    const { cluster, first, second } = formPair();
    cluster.kill(second);
    const took = cluster.until(() => first.exitCode !== undefined);
    expect(took).toBeGreaterThan(40);
    expect(took).toBeLessThan(46);
    expect(first.exitCode).toBe(255);
    expect(first.log).toContain('failed to begin txn after retried 3 times!');
  });

  it('never answers an ADD, and has not applied it after a restart', () => {
    const { cluster, first, second } = formPair();
    cluster.kill(second);
    const added = cluster.ask(first, `ALTER SYSTEM ADD FOLLOWER '${ip(8)}:9010'`);
    const took = cluster.until(() => first.exitCode !== undefined);
    expect(took).toBeCloseTo(40.4, 1);
    expect(added.answer).toBeUndefined();
    const again = [cluster.start(1, {}, first.meta), cluster.start(2, {}, second.meta)];
    cluster.until(() => again.every(({ process }) => process.ready));
    expect(cluster.show(again[0]!).has(ip(8))).toBe(false);
  });

  it('is saved by a DROP at once, in 17 ms', () => {
    const { cluster, first, second } = formPair();
    cluster.kill(second);
    const dropped = cluster.ask(first, `ALTER SYSTEM DROP FOLLOWER '${ip(2)}:9010'`);
    cluster.until(() => dropped.answer !== undefined);
    expect(dropped.answer).toEqual({ kind: 'ok' });
    expect(dropped.took).toBeCloseTo(0.017, 3);
    cluster.pass(300);
    expect(first.exitCode).toBeUndefined();
    expect(cluster.show(first).size).toBe(1);
  });

  it('is saved by a DROP 20 s later, in 10.3 s', () => {
    const { cluster, first, second } = formPair();
    cluster.kill(second);
    cluster.pass(20);
    const dropped = cluster.ask(first, `ALTER SYSTEM DROP FOLLOWER '${ip(2)}:9010'`);
    cluster.until(() => dropped.answer !== undefined);
    expect(dropped.answer).toEqual({ kind: 'ok' });
    expect(dropped.took).toBeCloseTo(10.3, 2);
    cluster.pass(300);
    expect(first.exitCode).toBeUndefined();
  });

  it('is not saved by a DROP in the last attempt', () => {
    const { cluster, first, second } = formPair();
    cluster.kill(second);
    cluster.pass(38);
    const dropped = cluster.ask(first, `ALTER SYSTEM DROP FOLLOWER '${ip(2)}:9010'`);
    cluster.until(() => first.exitCode !== undefined);
    expect(dropped.answer).toBeUndefined();
  });

  it('goes on when it comes back in time', () => {
    const { cluster, first, second } = formPair();
    cluster.kill(second);
    cluster.pass(15);
    cluster.start(2, {}, second.meta);
    cluster.pass(100);
    expect(first.exitCode).toBeUndefined();
    expect(cluster.show(first).get(ip(2))?.['Alive']).toBe('true');
  });
});

describe('a joiner that is lost', () => {
  it('before its handshake does not count', () => {
    const cluster = new SimulatedCluster();
    const [first] = cluster.form(1);
    cluster.sql(first!, `ALTER SYSTEM ADD FOLLOWER '${ip(2)}:9010'`);
    cluster.world.crashes.set(ip(2), 'before-handshake');
    const second = cluster.start(2, { helpers: [{ host: ip(1), port: 9010 }] });
    cluster.pass(120);
    expect(second.process.gone).toBe(true);
    expect(cluster.show(first!).get(ip(2))).toMatchObject({ Join: 'false', ErrMsg: 'Connection refused' });
  });

  it('after its handshake takes the leader with it, unless it is dropped', () => {
    for (const drops of [false, true]) {
      const cluster = new SimulatedCluster();
      const [first] = cluster.form(1);
      cluster.sql(first!, `ALTER SYSTEM ADD FOLLOWER '${ip(2)}:9010'`);
      cluster.world.crashes.set(ip(2), 'after-handshake');
      const second = cluster.start(2, { helpers: [{ host: ip(1), port: 9010 }] });
      cluster.until(() => second.process.gone);
      cluster.pass(8);
      if (drops) cluster.ask(first!, `ALTER SYSTEM DROP FOLLOWER '${ip(2)}:9010'`);
      cluster.pass(60);
      expect(first?.exitCode).toBe(drops ? undefined : 255);
    }
  });

  it('is a second address of the leader itself: accepted, Alive without Join, and the leader is gone 45 s later; a quick DROP after its restart heals it', () => {
    const cluster = new SimulatedCluster();
    cluster.addresses.set(ip(1), [ip(1), '10.77.1.1']);
    const [first] = cluster.form(1);
    expect(cluster.sql(first!, "ALTER SYSTEM ADD FOLLOWER '10.77.1.1:9010'")).toEqual({ kind: 'ok' });
    cluster.until(
      () => first!.process.env?.metadata.frontends.some(({ host, alive }) => host === '10.77.1.1' && alive) === true,
    );
    const asked = cluster.ask(first!, 'SHOW FRONTENDS');
    cluster.until(() => asked.answer !== undefined);
    expect(messageOf(asked.answer)).toBe(NO_MAJORITY);
    const took = cluster.until(() => first?.exitCode !== undefined);
    expect(10 + took).toBeLessThan(50);
    const again = cluster.start(1, {}, first!.meta);
    cluster.until(() => again.process.ready);
    expect(cluster.sql(again, "ALTER SYSTEM DROP FOLLOWER '10.77.1.1:9010'")).toEqual({ kind: 'ok' });
    cluster.pass(120);
    expect(again.exitCode).toBeUndefined();
  });
});

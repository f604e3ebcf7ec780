import { describe, expect, it } from 'vitest';
import { leaveGracefully, terminate } from '../../../../sandbox/starrocks/model/graceful.ts';
import { ip, type Node, SimulatedCluster } from './simulated-cluster.ts';

function form(frontends: number): { cluster: SimulatedCluster; nodes: Node[] } {
  const cluster = new SimulatedCluster();
  return { cluster, nodes: cluster.form(frontends) };
}

const FORCED = 'cannot match graceful exit condition, and can only exit forcefully.';

describe('a frontend that gets SIGTERM', () => {
  it('exits 143 within 2 s, and three have a new leader in less than 3 s', () => {
    const { cluster, nodes } = form(3);
    const [first, second, third] = nodes;
    terminate(cluster.world, first!.process);
    expect(cluster.until(() => first!.exitCode !== undefined)).toBeLessThan(2);
    expect(first!.exitCode).toBe(143);
    expect(cluster.until(() => third!.process.role === 'LEADER')).toBeLessThan(3);
    expect(cluster.show(second!).get(ip(3))?.['Role']).toBe('LEADER');
  });

  it('comes back as a follower with a newer StartTime, which may be SQL NULL for a heartbeat', () => {
    const sawNull = [0, 1, 2, 3, 4].map((offset) => {
      const { cluster, nodes } = form(3);
      const [first, second] = nodes;
      const startTime = () => cluster.show(second!).get(ip(1))?.['StartTime'];
      const before = String(startTime());
      terminate(cluster.world, first!.process);
      cluster.until(() => first!.exitCode !== undefined);
      cluster.pass(1 + offset);
      expect(startTime()).toBe(before);
      cluster.start(1, {}, first!.meta);
      cluster.until(() => startTime() !== before);
      const isNull = startTime() === null;
      cluster.until(() => startTime() !== null);
      expect(String(startTime()) > before).toBe(true);
      expect(cluster.show(second!).get(ip(1))).toMatchObject({ Role: 'FOLLOWER', Join: 'true', Alive: 'true' });
      return isNull;
    });
    expect(new Set(sawNull)).toEqual(new Set([true, false]));
  });

  it('leads the same cluster again when it is the only one', () => {
    const { cluster, nodes } = form(1);
    const [first] = nodes;
    const before = cluster.show(first!).get(ip(1))?.['ClusterId'];
    terminate(cluster.world, first!.process);
    cluster.until(() => first!.exitCode !== undefined);
    const again = cluster.start(1, {}, first!.meta);
    cluster.until(() => again.process.ready);
    expect(cluster.show(again).get(ip(1))).toMatchObject({ Role: 'LEADER', ClusterId: before, Alive: 'true' });
  });
});

describe('a frontend that leaves gracefully', () => {
  it('as leader of three: another leads about 1 s after the signal, it exits 0 after 16.4 s', () => {
    const { cluster, nodes } = form(3);
    const [first, , third] = nodes;
    leaveGracefully(cluster.world, first!.process);
    expect(cluster.until(() => third!.process.role === 'LEADER')).toBeCloseTo(1, 1);
    expect(cluster.until(() => first!.exitCode !== undefined)).toBeCloseTo(15.4, 0);
    expect(first!.exitCode).toBe(0);
  });

  it('as follower of three keeps the leader and exits 0 after 16.4 s', () => {
    const { cluster, nodes } = form(3);
    const [first, second] = nodes;
    leaveGracefully(cluster.world, second!.process);
    expect(cluster.until(() => second!.exitCode !== undefined)).toBeCloseTo(16.4, 1);
    expect(second!.exitCode).toBe(0);
    expect(first!.process.role).toBe('LEADER');
  });

  it.each([
    { frontends: 1, dead: 0 },
    { frontends: 2, dead: 0 },
    { frontends: 3, dead: 1 },
    { frontends: 4, dead: 1 },
    { frontends: 5, dead: 2 },
  ])('cannot, with $dead of $frontends dead: exit 255 within 1.7 s', ({ frontends, dead }) => {
    const { cluster, nodes } = form(frontends);
    for (const node of nodes.slice(frontends - dead)) cluster.kill(node);
    if (dead > 0) cluster.until(() => cluster.show(nodes[0]!).get(ip(frontends))?.['Alive'] === 'false');
    leaveGracefully(cluster.world, nodes[0]!.process);
    expect(cluster.until(() => nodes[0]!.exitCode !== undefined)).toBeLessThan(1.71);
    expect(nodes[0]!.exitCode).toBe(255);
    expect(nodes[0]!.log).toContain(FORCED);
  });

  it.each([
    { frontends: 4, dead: 0 },
    { frontends: 5, dead: 1 },
  ])('can, with $dead of $frontends dead', ({ frontends, dead }) => {
    const { cluster, nodes } = form(frontends);
    for (const node of nodes.slice(frontends - dead)) cluster.kill(node);
    if (dead > 0) cluster.until(() => cluster.show(nodes[0]!).get(ip(frontends))?.['Alive'] === 'false');
    leaveGracefully(cluster.world, nodes[0]!.process);
    cluster.until(() => nodes[0]!.exitCode !== undefined);
    expect(nodes[0]!.exitCode).toBe(0);
  });
});

import { describe, expect, it } from 'vitest';
import { messageOf, type Node, SimulatedCluster } from './simulated-cluster.ts';

function valueOn(cluster: SimulatedCluster, node: Node, like: string): string | null | undefined {
  const answer = cluster.sql(node, `ADMIN SHOW FRONTEND CONFIG LIKE '${like}'`);
  if (answer.kind !== 'rows') throw new Error(messageOf(answer));
  expect(answer.rows.length).toBeLessThan(2);
  return answer.rows[0]?.[2];
}

describe('the switches of a frontend', () => {
  it.each([
    ['tablet_sched_max_scheduling_tablets', '10000', '0'],
    ['tablet_sched_max_balancing_tablets', '500', '0'],
    ['tablet_sched_disable_balance', 'false', 'true'],
    ['tablet_sched_disable_colocate_balance', 'false', 'true'],
    ['drop_backend_after_decommission', 'true', 'false'],
  ])(
    '%s is %s, can be set to %s on every frontend and is forgotten by the one that is started again',
    (key, usual, set) => {
      const cluster = new SimulatedCluster();
      const nodes = cluster.form(3);
      for (const node of nodes) expect(valueOn(cluster, node, key)).toBe(usual);
      expect(cluster.sql(nodes[1]!, `ADMIN SET FRONTEND CONFIG ("${key}" = "${set}")`)).toEqual({ kind: 'ok' });
      for (const node of nodes) expect(valueOn(cluster, node, key)).toBe(set);
      cluster.kill(nodes[2]!);
      const again = cluster.start(3, {}, nodes[2]!.meta);
      cluster.until(() => again.process.ready);
      expect(valueOn(cluster, again, key)).toBe(usual);
      expect(valueOn(cluster, nodes[0]!, key)).toBe(set);
    },
  );

  it('are found and set by their old names too', () => {
    const cluster = new SimulatedCluster();
    const [first] = cluster.form(1);
    expect(cluster.sql(first!, "ADMIN SET FRONTEND CONFIG ('disable_balance'='true')")).toEqual({ kind: 'ok' });
    const answer = cluster.sql(first!, "ADMIN SHOW FRONTEND CONFIG LIKE 'disable_balance'");
    expect(answer).toMatchObject({
      rows: [['tablet_sched_disable_balance', '[disable_balance]', 'true', 'boolean', 'true', '']],
    });
  });

  it.each([
    ['no_such_switch', '1', "Config 'no_such_switch' does not exist or is not mutable"],
    [
      'tablet_sched_checker_interval_seconds',
      '1',
      "Config 'tablet_sched_checker_interval_seconds' does not exist or is not mutable",
    ],
    [
      'tablet_sched_max_balancing_tablets',
      'many',
      'Failed to set config \'tablet_sched_max_balancing_tablets\'. err: For input string: "many"',
    ],
  ])('refuse %s = %s', (key, value, message) => {
    const cluster = new SimulatedCluster();
    const [first] = cluster.form(1);
    expect(messageOf(cluster.sql(first!, `ADMIN SET FRONTEND CONFIG ("${key}"="${value}")`))).toBe(message);
  });
});

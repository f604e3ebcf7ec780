import { beforeEach, describe, expect, it } from 'vitest';
import { SimulatedBackend } from './simulated-backend.ts';
import { ip, messageOf, type Node, rowsByHost, SimulatedCluster } from './simulated-cluster.ts';

let cluster: SimulatedCluster;
let first: Node;
beforeEach(() => {
  cluster = new SimulatedCluster();
  first = cluster.start(1, { runMode: 'shared_data' });
  cluster.until(() => first.process.ready);
});

function columnsOf(sql: string): string[] {
  const answer = cluster.sql(first, sql);
  return answer.kind === 'rows' ? answer.columns.map(({ name }) => name) : [];
}

describe('a shared-data cluster', () => {
  it('is known by the columns of its nodes, also when it has none', () => {
    expect(columnsOf('SHOW BACKENDS').slice(-4)).toEqual(['StatusCode', 'StarletPort', 'WorkerId', 'WarehouseName']);
    expect(columnsOf('SHOW COMPUTE NODES').slice(-4)).toEqual([
      'StarletPort',
      'WorkerId',
      'WarehouseName',
      'TabletNum',
    ]);
    expect(first.meta?.metadata.runMode).toBe('shared_data');
  });

  it('drops a backend within 10 s of DECOMMISSION, whatever TabletNum says', () => {
    const backend = new SimulatedBackend(cluster, 5);
    cluster.sql(first, `ALTER SYSTEM ADD BACKEND '${backend.address}'`);
    const row = () => rowsByHost(cluster.sql(first, 'SHOW BACKENDS')).get(backend.host);
    cluster.until(() => row()?.['Alive'] === 'true');
    expect(row()).toMatchObject({ TabletNum: '12', StarletPort: '9070', WarehouseName: 'default_warehouse' });
    expect(cluster.sql(first, `ALTER SYSTEM DECOMMISSION BACKEND '${backend.address}'`)).toEqual({ kind: 'ok' });
    expect(cluster.until(() => row() === undefined)).toBeLessThan(10.1);
    expect(backend.process.gone).toBe(false);
  });

  it('has no table without object storage', () => {
    cluster.sql(first, 'CREATE DATABASE shop');
    const made = cluster.sql(first, 'CREATE TABLE shop.t (k int) DISTRIBUTED BY HASH(k) BUCKETS 1');
    expect(messageOf(made)).toBe('Default storage volume not exists, it should be created first');
  });

  it('takes no frontend that is set up for the other mode', () => {
    cluster.sql(first, `ALTER SYSTEM ADD OBSERVER '${ip(2)}:9010'`);
    const second = cluster.start(2, { helpers: [{ host: first.host, port: 9010 }] });
    cluster.until(() => second.exitCode !== undefined, 20);
    expect(second.exitCode).toBe(255);
    expect(second.log).toContain('Unmatched run mode with helper node');
  });
});

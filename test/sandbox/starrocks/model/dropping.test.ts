import { describe, expect, it } from 'vitest';
import { answerHttp } from '../../../../sandbox/starrocks/model/answer-http.ts';
import { ip, messageOf, SimulatedCluster } from './simulated-cluster.ts';

const helper = (last: number) => ({ helpers: [{ host: ip(last), port: 9010 }] });

describe('a frontend that is dropped while it runs', () => {
  it('lives on, reads old data for 300 s and cannot be asked about the cluster', () => {
    const cluster = new SimulatedCluster();
    const [first, second] = cluster.form(3);
    expect(cluster.sql(first!, `ALTER SYSTEM DROP FOLLOWER '${ip(2)}:9010'`)).toEqual({ kind: 'ok' });
    expect(cluster.show(first!).has(ip(2))).toBe(false);
    expect(second?.log).toContain('FOLLOWER to UNKNOWN, still offer read service');
    expect(cluster.sql(second!, 'SELECT 1').kind).toBe('rows');
    expect(messageOf(cluster.sql(second!, 'SHOW FRONTENDS'))).toBe('Internal error processing forward');
    for (const sql of ['SHOW BACKENDS', `ALTER SYSTEM ADD FOLLOWER '${ip(7)}:9010'`]) {
      expect(messageOf(cluster.sql(second!, sql))).toBe('Internal error processing forward');
    }
    const http = (path: string) => answerHttp(cluster.world, second!.process, path);
    cluster.pass(290);
    expect(cluster.sql(second!, 'SELECT 1').kind).toBe('rows');
    expect(cluster.sql(second!, 'SHOW DATABASES').kind).toBe('rows');
    expect(http('/api/bootstrap').body).toContain('"status":"OK"');
    cluster.pass(20);
    expect(messageOf(cluster.sql(second!, 'SELECT 1'))).toBe('Internal error processing forward');
    expect(http('/api/bootstrap')).toMatchObject({ status: 200, body: expect.stringContaining('"msg":"not ready"') });
    expect(http('/api/health').status).toBe(200);
    expect(second?.exitCode).toBeUndefined();
  });

  it('never comes back by a second ADD while the old process runs', () => {
    const cluster = new SimulatedCluster();
    const [first] = cluster.form(3);
    cluster.sql(first!, `ALTER SYSTEM DROP FOLLOWER '${ip(2)}:9010'`);
    cluster.sql(first!, `ALTER SYSTEM ADD FOLLOWER '${ip(2)}:9010'`);
    cluster.pass(60);
    expect(cluster.show(first!).get(ip(2))).toMatchObject({ Join: 'false', Alive: 'false', ErrMsg: 'not ready' });
  });

  it('exits 46 s after a start with its old meta directory, without a second ADD too', () => {
    const cluster = new SimulatedCluster();
    const [first, second] = cluster.form(3);
    cluster.sql(first!, `ALTER SYSTEM DROP FOLLOWER '${ip(2)}:9010'`);
    cluster.kill(second!);
    const old = cluster.start(2, {}, second!.meta);
    cluster.until(() => old.exitCode !== undefined);
    expect(old.exitCode).toBe(255);
    expect(old.portsOpenedAt).toBeUndefined();
    expect(old.log).toContain('is no longer a member of the group');
  });

  it('exits 46 s after a start with its old meta directory, and joins with an empty one', () => {
    const cluster = new SimulatedCluster();
    const [first, second] = cluster.form(3);
    cluster.sql(first!, `ALTER SYSTEM DROP FOLLOWER '${ip(2)}:9010'`);
    cluster.sql(first!, `ALTER SYSTEM ADD FOLLOWER '${ip(2)}:9010'`);
    cluster.kill(second!);
    const old = cluster.start(2, helper(1), second!.meta);
    const took = cluster.until(() => old.exitCode !== undefined);
    expect(took).toBeGreaterThan(45);
    expect(took).toBeLessThan(49);
    expect(old.exitCode).toBe(255);
    expect(old.log).toContain('this node is DETACHED');
    cluster.start(2, helper(1));
    expect(cluster.until(() => cluster.show(first!).get(ip(2))?.['Alive'] === 'true')).toBeLessThan(13);
  });

  it('gives its id to the next one, under a name of its own', () => {
    const cluster = new SimulatedCluster();
    const [first] = cluster.form(3);
    const before = cluster.show(first!).get(ip(2));
    cluster.sql(first!, `ALTER SYSTEM DROP FOLLOWER '${ip(2)}:9010'`);
    cluster.sql(first!, `ALTER SYSTEM ADD FOLLOWER '${ip(4)}:9010'`);
    expect(cluster.show(first!).get(ip(4))?.['Id']).toBe(before?.['Id']);
    expect(cluster.show(first!).get(ip(4))?.['Name']).toMatch(/^10\.77\.0\.4_9010_\d{13}$/);
  });
});

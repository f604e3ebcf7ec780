import { describe, expect, it } from 'vitest';
import { answerHttp } from '../../../../sandbox/starrocks/model/answer-http.ts';
import { ip, rowsByHost, SimulatedCluster } from './simulated-cluster.ts';

describe('a backend without a process', () => {
  it.each([
    [ip(5), 'java.net.ConnectException: Connection refused'],
    ['10.77.9.9', 'java.net.NoRouteToHostException: No route to host'],
  ])('is CONNECTING at first and DISCONNECTED after about 20 s (%s)', (host, error) => {
    const cluster = new SimulatedCluster();
    const [first] = cluster.form(1);
    cluster.sql(first!, `ALTER SYSTEM ADD BACKEND '${host}:9050'`);
    const row = () => rowsByHost(cluster.sql(first!, 'SHOW BACKENDS')).get(host);
    expect(row()).toMatchObject({
      BePort: '-1',
      LastStartTime: null,
      LastHeartbeat: null,
      Alive: 'false',
      AvailCapacity: '1.000 B',
      MemLimit: '0.000B',
      ErrMsg: '',
      Status: '{"lastSuccessReportTabletsTime":"N/A"}',
      StatusCode: 'CONNECTING',
    });
    const took = cluster.until(() => row()?.['StatusCode'] === 'DISCONNECTED');
    expect(took).toBeGreaterThan(14);
    expect(took).toBeLessThan(20.1);
    expect(row()?.['ErrMsg']).toBe(error);
    cluster.sql(first!, `ALTER SYSTEM DROP BACKEND '${host}:9050'`);
    expect(row()).toBeUndefined();
  });
});

describe('a backend that answers', () => {
  it('is alive 5 s after its ADD at the latest, seen from a follower too', () => {
    const cluster = new SimulatedCluster();
    const [first, second] = cluster.form(3);
    cluster.world.backends.add('10.77.9.9:9050');
    cluster.sql(first!, "ALTER SYSTEM ADD BACKEND '10.77.9.9:9050'");
    const row = () => rowsByHost(cluster.sql(second!, 'SHOW BACKENDS')).get('10.77.9.9');
    expect(cluster.until(() => row()?.['Alive'] === 'true')).toBeLessThan(5.1);
    expect(row()).toMatchObject({
      StatusCode: 'OK',
      ErrMsg: '',
      Version: '3.5.7-d2da301',
      SystemDecommissioned: 'false',
    });
    expect(answerHttp(cluster.world, first!.process, '/api/health').body).toContain('"online_backend_num":1');
    expect(cluster.sql(first!, 'SELECT current_version()')).toMatchObject({ rows: [['3.5.7 d2da301']] });
  });

  it('is shown dead once it was not heard for a while', () => {
    const cluster = new SimulatedCluster();
    const [first] = cluster.form(1);
    cluster.world.backends.add('10.77.9.9:9050');
    cluster.sql(first!, "ALTER SYSTEM ADD BACKEND '10.77.9.9:9050'");
    const row = () => rowsByHost(cluster.sql(first!, 'SHOW BACKENDS')).get('10.77.9.9');
    cluster.until(() => row()?.['Alive'] === 'true');
    cluster.world.backends.clear();
    expect(cluster.until(() => row()?.['Alive'] === 'false')).toBeGreaterThan(14);
    expect(row()?.['StatusCode']).toBe('DISCONNECTED');
  });
});

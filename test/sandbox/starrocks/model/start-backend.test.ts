import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { SimulatedBackend } from './simulated-backend.ts';
import { ip, type Node, rowsByHost, SimulatedCluster } from './simulated-cluster.ts';

let cluster: SimulatedCluster;
let first: Node;
beforeEach(() => {
  cluster = new SimulatedCluster();
  first = cluster.form(1)[0]!;
});

function rowOf(host: string, what = 'BACKENDS', asked = first) {
  return rowsByHost(cluster.sql(asked, `SHOW ${what}`)).get(host) ?? {};
}

function add(backend: SimulatedBackend, what = 'BACKEND'): void {
  expect(cluster.sql(first, `ALTER SYSTEM ADD ${what} '${backend.address}'`)).toEqual({ kind: 'ok' });
}

function untilStatus(host: string, status: string, what = 'BACKENDS'): number {
  return cluster.until(() => rowOf(host, what)['StatusCode'] === status);
}

describe('a backend', () => {
  it('is alive within 5 s of its ADD when it runs, or of its open ports when it starts later', () => {
    const backend = new SimulatedBackend(cluster, 5);
    cluster.pass(4);
    add(backend);
    expect(rowOf(backend.host)).toMatchObject({ StatusCode: 'CONNECTING', Alive: 'false', BePort: '-1' });
    expect(untilStatus(backend.host, 'OK')).toBeLessThan(5.1);
    expect(rowOf(backend.host)).toMatchObject({ Alive: 'true', BePort: '9060', HttpPort: '8040', ErrMsg: '' });
    expect(backend.clusterId).toBe(first.process.env?.clusterId);

    cluster.sql(first, `ALTER SYSTEM ADD BACKEND '${ip(6)}:9050'`);
    untilStatus(ip(6), 'DISCONNECTED');
    new SimulatedBackend(cluster, 6);
    expect(untilStatus(ip(6), 'OK')).toBeLessThan(8.1);
  });

  it('is shown dead 15 to 20 s after it died, with what it was heard of before', () => {
    const backend = new SimulatedBackend(cluster, 5);
    add(backend);
    untilStatus(backend.host, 'OK');
    const heard = rowOf(backend.host);
    backend.kill();
    const took = untilStatus(backend.host, 'DISCONNECTED');
    expect(took).toBeGreaterThan(14.9);
    expect(took).toBeLessThan(20.1);
    const { LastStartTime, Version, BePort } = heard;
    expect(rowOf(backend.host)).toMatchObject({ Alive: 'false', LastStartTime, Version, BePort });
    expect(rowOf(backend.host)['ErrMsg']).toBe('java.net.ConnectException: Connection refused');
  });

  it('says that it leaves, at the next heartbeat, and is then gone', () => {
    const backend = new SimulatedBackend(cluster, 5);
    add(backend);
    untilStatus(backend.host, 'OK');
    backend.leave();
    expect(untilStatus(backend.host, 'SHUTDOWN')).toBeLessThan(5.1);
    expect(rowOf(backend.host)).toMatchObject({ Alive: 'false', ErrMsg: 'BE is shutting down' });
    cluster.until(() => backend.exitCode === 0, 10);
    expect(untilStatus(backend.host, 'DISCONNECTED')).toBeLessThan(20.1);
  });

  it('runs on when it was dropped, and is heard again under another id', () => {
    const backend = new SimulatedBackend(cluster, 5);
    add(backend);
    untilStatus(backend.host, 'OK');
    const { BackendId: before, LastStartTime } = rowOf(backend.host);
    cluster.sql(first, `ALTER SYSTEM DROP BACKEND '${backend.address}'`);
    cluster.pass(60);
    expect(backend.process.gone).toBe(false);
    add(backend);
    untilStatus(backend.host, 'OK');
    const row = rowOf(backend.host);
    expect(Number(row['BackendId'])).toBeGreaterThan(Number(before));
    expect(row['LastStartTime']).toBe(LastStartTime);
  });

  it('has files of tablets while it holds some, and keeps them when it is dropped', () => {
    const backend = new SimulatedBackend(cluster, 5);
    add(backend);
    untilStatus(backend.host, 'OK');
    expect(backend.holdsTablets).toBe(false);
    for (const statement of [
      'CREATE DATABASE shop',
      "CREATE TABLE shop.one (k int) DISTRIBUTED BY HASH(k) BUCKETS 2 PROPERTIES('replication_num'='1')",
    ]) {
      expect(cluster.sql(first, statement)).toEqual({ kind: 'ok' });
    }
    cluster.until(() => backend.holdsTablets === true, 6);
    cluster.sql(first, `ALTER SYSTEM DROP BACKEND '${backend.address}' FORCE`);
    cluster.pass(20);
    expect(backend.holdsTablets).toBe(true);
    // Under its next id nothing of it counts any more.
    add(backend);
    cluster.until(() => backend.holdsTablets === false, 6);
  });

  it('is heard by the next leader as by the last one', () => {
    const second = cluster.join(first, 2);
    cluster.join(first, 3);
    const backend = new SimulatedBackend(cluster, 5);
    add(backend);
    untilStatus(backend.host, 'OK');
    cluster.kill(first);
    cluster.pass(60);
    expect(rowOf(backend.host, 'BACKENDS', second)).toMatchObject({ Alive: 'true', StatusCode: 'OK' });
    backend.kill();
    cluster.until(() => rowOf(backend.host, 'BACKENDS', second)['Alive'] === 'false');
  });

  it('refuses a cluster that its storage does not belong to, and a row of the other kind', () => {
    const foreign = new SimulatedBackend(cluster, 5, { clusterId: 4711 });
    add(foreign);
    untilStatus(foreign.host, 'DISCONNECTED');
    expect(rowOf(foreign.host)['ErrMsg']).toBe('Unmatched cluster id');
    const node = new SimulatedBackend(cluster, 6, { kind: 'cn' });
    add(node);
    untilStatus(node.host, 'DISCONNECTED');
    expect(rowOf(node.host)['ErrMsg']).toBe('expect to be BE but actually CN,Unmatched node type!');
  });

  it('cut off from the leader is not reached, wherever the cut is', () => {
    const backend = new SimulatedBackend(cluster, 5);
    add(backend);
    untilStatus(backend.host, 'OK');
    cluster.world.cut.set(backend.host, 0);
    untilStatus(backend.host, 'DISCONNECTED');
    expect(rowOf(backend.host)['ErrMsg']).toBe('java.net.NoRouteToHostException: No route to host');
    cluster.world.cut.delete(backend.host);
    expect(untilStatus(backend.host, 'OK')).toBeLessThan(5.1);
  });
});

describe('a start that cannot succeed', () => {
  it.each([
    [{ badPath: '/data' }, 134, 'FATAL read write test file failed, path=/data'],
    [{ busyPort: { name: 'brpc server', port: 8060 } }, 1, 'ERROR BE brpc server did not start correctly, exiting'],
  ])('%j', (start, code, line) => {
    const backend = new SimulatedBackend(cluster, 5, start);
    cluster.until(() => backend.exitCode !== undefined, 10);
    expect(backend.exitCode).toBe(code);
    expect(backend.lines).toContain(line);
    expect(cluster.world.backendAt(backend.host, 9050)).toBeUndefined();
  });

  it('dies once where it was told to, and takes longer where it was told to', () => {
    cluster.world.crashes.set(ip(5), 'before-handshake');
    const backend = new SimulatedBackend(cluster, 5);
    cluster.pass(10);
    expect(backend.process.gone).toBe(true);
    cluster.world.slowness.set(ip(5), 10);
    backend.start();
    cluster.pass(29);
    expect(backend.process.state).toBe('starting');
    cluster.pass(2);
    expect(backend.process.state).toBe('serving');
  });
});

describe('a restart', () => {
  it('that is quick is seen by LastStartTime only, at whatever speed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom(1, 20, 200),
        (waits, speed) => {
          const fast = new SimulatedCluster(speed);
          const leader = fast.form(1)[0]!;
          const backend = new SimulatedBackend(fast, 5);
          fast.sql(leader, `ALTER SYSTEM ADD BACKEND '${backend.address}'`);
          const row = () => rowsByHost(fast.sql(leader, 'SHOW BACKENDS')).get(backend.host) ?? {};
          fast.until(() => row()['Alive'] === 'true');
          for (const wait of waits) {
            const before = row()['LastStartTime'] ?? '';
            backend.kill();
            fast.pass(wait);
            backend.start();
            fast.until(() => {
              expect(row()['Alive']).toBe('true');
              return (row()['LastStartTime'] ?? '') > before;
            }, 15);
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { messageOf, openClient } from '../simulated-cluster.ts';
import { AskedCluster, toRows } from './asked-cluster.ts';

/** The tables of the recording. */
function recorded(cluster = new AskedCluster(4)): AskedCluster {
  cluster.ok('CREATE DATABASE t');
  for (const [name, buckets, replicas] of [
    ['a', 6, 3],
    ['b', 6, 3],
    ['one', 4, 1],
  ] as const) {
    cluster.ok(
      `CREATE TABLE t.${name} (k int, v int) DISTRIBUTED BY HASH(k) BUCKETS ${buckets} PROPERTIES('replication_num'='${replicas}','storage_medium'='HDD')`,
    );
    cluster.ok(`INSERT INTO t.${name} VALUES (1,1),(2,2)`);
  }
  return cluster;
}

describe('statements about data', () => {
  it('counts what the recorded statements made, with the recorded columns', () => {
    const cluster = recorded();
    const rows = cluster.rows("SHOW PROC '/statistic'");
    expect(Object.keys(rows[0]!).join(' ')).toBe(
      'DbId DbName TableNum PartitionNum IndexNum TabletNum ReplicaNum UnhealthyTabletNum InconsistentTabletNum CloningTabletNum ErrorStateTabletNum',
    );
    const { DbId: _, ...t } = rows.find((row) => row['DbName'] === 't')!;
    expect(Object.values(t)).toEqual(['t', '3', '3', '3', '16', '40', '0', '0', '0', '0']);
    expect(Object.values(rows.at(-1)!)).toEqual(['Total', '3', '3', '3', '3', '16', '40', '0', '0', '0', '0']);
  });

  it('refuses a table with more replicas than backends, with the recorded words', () => {
    const cluster = new AskedCluster(0);
    cluster.ok('CREATE DATABASE t');
    const sql = "CREATE TABLE t.a (k int) DISTRIBUTED BY HASH(k) BUCKETS 1 PROPERTIES('replication_num'='1')";
    expect(messageOf(cluster.sql(cluster.leader, sql))).toBe(
      'Getting analyzing error. Detail message: Table replication num should be less than of equal to the number of available BE nodes. You can change this default by setting the replication_num table properties. Current alive backend is []..',
    );
  });

  it('has a backend scan even information_schema', () => {
    const cluster = new AskedCluster(0);
    expect(messageOf(cluster.sql(cluster.leader, 'SELECT * FROM information_schema.tables'))).toBe(
      'Backend node not found. Check if any backend node is down.backend: ',
    );
  });

  it('walks from the databases down to the replicas of a tablet, by ids and by names', () => {
    const cluster = recorded();
    const database = cluster.rows("SHOW PROC '/dbs'").find((row) => row['DbName'] === 't')!;
    const tables = cluster.rows(`SHOW PROC '/dbs/${database['DbId']}'`);
    expect(tables.map((row) => [row['TableName'], row['ReplicaCount'], row['State']])).toEqual([
      ['a', '18', 'NORMAL'],
      ['b', '18', 'NORMAL'],
      ['one', '4', 'NORMAL'],
    ]);
    const [partition] = cluster.rows("SHOW PROC '/dbs/t/a/partitions'");
    expect(partition).toMatchObject({ PartitionName: 'a', ReplicationNum: '3', StorageMedium: 'HDD', Buckets: '6' });
    expect(cluster.rows('SHOW PARTITIONS FROM `t`.`a`')).toEqual([partition]);
    const tableId = tables[0]!['TableId'];
    const [index] = cluster.rows(`SHOW PROC '/dbs/t/${tableId}/partitions/${partition!['PartitionId']}'`);
    const tablets = cluster.rows(`SHOW PROC '/dbs/t/a/partitions/a/${index!['IndexId']}'`);
    expect(tablets).toHaveLength(18);
    expect(tablets).toEqual(cluster.rows('SHOW TABLET FROM t.a'));
    const [found] = cluster.rows(`SHOW TABLET ${tablets[0]!['TabletId']}`);
    expect(found).toMatchObject({ DbName: 't', TableName: 'a', PartitionName: 'a', IsSync: 'true' });
    const replicas = cluster.rows(found!['DetailCmd']!.replace(';', ''));
    expect(replicas.map((row) => row['BackendId'])).toEqual(tablets.slice(0, 3).map((row) => row['BackendId']));
    expect(messageOf(cluster.sql(cluster.leader, "SHOW PROC '/dbs/t/none'"))).toContain(
      'unknown table id or name "none"',
    );
  });

  it('narrows tablets by backend and by number', () => {
    const cluster = recorded();
    const id = cluster.backendId(2);
    const there = cluster.rows(`SHOW TABLET FROM t.a WHERE BackendId = ${id}`);
    expect(there.length).toBeGreaterThan(0);
    expect(new Set(there.map((row) => row['BackendId']))).toEqual(new Set([String(id)]));
    expect(cluster.rows('SHOW TABLET FROM t.a LIMIT 2, 3')).toEqual(cluster.rows('SHOW TABLET FROM t.a').slice(2, 5));
    expect(cluster.rows('SHOW TABLET FROM t.a PARTITION (a)')).toHaveLength(18);
  });

  it('calls the replicas of a backend that goes DEAD, and a bad one; MISSING rows are two values short', () => {
    const cluster = recorded();
    expect(cluster.rows('ADMIN SHOW REPLICA STATUS FROM t.a WHERE STATUS != "OK"')).toEqual([]);
    const id = cluster.backendId(1);
    const [tablet] = cluster.rows(`SHOW TABLET FROM t.a WHERE BackendId = ${cluster.backendId(2)}`);
    cluster.ok(
      `ADMIN SET REPLICA STATUS PROPERTIES("tablet_id" = "${tablet!['TabletId']}", "backend_id" = "${cluster.backendId(2)}", "status" = "bad")`,
    );
    const [bad] = cluster.rows('ADMIN SHOW REPLICA STATUS FROM t.a WHERE STATUS = "DEAD"');
    expect(bad).toMatchObject({ TabletId: tablet!['TabletId'], IsBad: 'true', State: 'NORMAL', Status: 'DEAD' });
    cluster.ok(`ALTER SYSTEM DECOMMISSION BACKEND '10.78.0.1:9050'`);
    const dead = cluster.rows('ADMIN SHOW REPLICA STATUS FROM t.a WHERE STATUS = "DEAD"');
    expect(dead.filter((row) => row['BackendId'] === String(id)).length).toBe(
      cluster.rows(`SHOW TABLET FROM t.a WHERE BackendId = ${id}`).length,
    );
    cluster.ok('ALTER TABLE t.one SET ("replication_num" = "2")');
    const answer = cluster.sql(cluster.leader, 'ADMIN SHOW REPLICA STATUS FROM t.one WHERE STATUS = "MISSING"');
    expect(answer).toMatchObject({ kind: 'rows' });
    if (answer.kind !== 'rows') return;
    expect(answer.columns).toHaveLength(13);
    expect(answer.rows.map((row) => row.length)).toEqual([11, 11, 11, 11]);
    const distribution = cluster.rows('ADMIN SHOW REPLICA DISTRIBUTION FROM t.a');
    expect(distribution.map((row) => Number(row['ReplicaNum'])).reduce((sum, one) => sum + one, 0)).toBe(18);
  });

  it('keeps a dropped table in the recycle bin, from where it comes back', () => {
    const cluster = recorded();
    const before = cluster.tabletsOn(1);
    const [tablet] = cluster.rows('SHOW TABLET FROM t.b');
    cluster.ok('DROP TABLE t.b');
    expect(cluster.tabletsOn(1)).toBe(before);
    expect(cluster.rows('SHOW TABLES FROM t').map((row) => row['Tables_in_t'])).toEqual(['a', 'one']);
    expect(cluster.rows(`SHOW TABLET ${tablet!['TabletId']}`)[0]).toMatchObject({
      DbName: 't',
      TableName: null,
      IsSync: 'false',
    });
    expect(cluster.rows("SHOW PROC '/statistic'").at(-1)).toMatchObject({ TableNum: '2', TabletNum: '10' });
    cluster.ok('RECOVER TABLE t.b');
    expect(cluster.rows('SHOW TABLET FROM t.b')).toHaveLength(18);
    cluster.ok('DROP TABLE t.b FORCE');
    expect(cluster.tabletsOn(1)).toBeLessThan(before);
    expect(cluster.sql(cluster.leader, 'RECOVER TABLE t.b')).toMatchObject({
      kind: 'error',
      errno: 5502,
      state: '42602',
    });
    expect(cluster.sql(cluster.leader, 'SHOW TABLET FROM x.b')).toMatchObject({ errno: 5501, state: '3F000' });
  });

  it('shows colocate groups, where their buckets belong and what was dropped of them', () => {
    const cluster = new AskedCluster(4);
    cluster.ok('CREATE DATABASE t');
    for (const name of ['x', 'y']) {
      cluster.ok(
        `CREATE TABLE t.${name} (k int) DISTRIBUTED BY HASH(k) BUCKETS 2 PROPERTIES("replication_num"="3","colocate_with"="g")`,
      );
    }
    cluster.ok('DROP TABLE t.y');
    const [group] = cluster.rows("SHOW PROC '/colocation_group'");
    expect(group).toMatchObject({ BucketsNum: '2', ReplicationNum: '3', IsStable: 'true' });
    expect(group!['GroupName']).toMatch(/^\d+_g$/);
    expect(group!['TableNames']).toBe('x, [deleted]');
    expect(group!['TableIds']).toMatch(/^\d+, \d+\*$/);
    const buckets = cluster.rows(`SHOW PROC '/colocation_group/${group!['GroupId']}'`);
    expect(buckets.map((row) => row['BucketIndex'])).toEqual(['0', '1']);
    const first = cluster.rows('SHOW TABLET FROM t.x').slice(0, 3);
    expect(buckets[0]!['BackendIds']!.split(', ').sort()).toEqual(first.map((row) => row['BackendId']).sort());
  });
});

describe('who answers', () => {
  it('lets a follower tell of data by itself, and of the scheduler by its leader', () => {
    const cluster = recorded(new AskedCluster(4, 3));
    const follower = cluster.nodes[1]!;
    expect(cluster.sql(follower, "ALTER SYSTEM DECOMMISSION BACKEND '10.78.0.1:9050'")).toEqual({ kind: 'ok' });
    const history = () => cluster.rows("SHOW PROC '/cluster_balance/history_tablets'", follower);
    cluster.until(() => history().length > 0, 400);
    expect(history()[0]).toMatchObject({ Type: 'REPAIR', State: 'FINISHED', Medium: 'HDD' });
    expect(history()).toEqual(cluster.rows("SHOW PROC '/cluster_balance/history_tablets'"));
    expect(cluster.rows("SHOW PROC '/statistic'", follower)).toHaveLength(4);
    expect(cluster.rows("SHOW PROC '/dbs'", follower)).toEqual(cluster.rows("SHOW PROC '/dbs'"));
  });

  it('knows what is being copied on the leader only, unless a session has it forwarded', () => {
    const cluster = recorded(new AskedCluster(4, 3));
    const follower = cluster.nodes[1]!;
    cluster.hurry();
    cluster.storage.options.cloneOverheadMs = 60_000;
    cluster.decommission('10.78.0.1');
    const cloning = (sql: string, session = openClient()) => {
      const asked = cluster.ask(follower, sql, session);
      cluster.until(() => asked.answer !== undefined, 15);
      return Number(toRows(asked.answer!).at(-1)?.['CloningTabletNum']);
    };
    const onLeader = () => Number(cluster.rows("SHOW PROC '/statistic'").at(-1)?.['CloningTabletNum']);
    cluster.until(() => onLeader() > 0, 120);
    expect(cloning("SHOW PROC '/statistic'")).toBe(0);
    const forwarded = openClient();
    cluster.ask(follower, 'SET forward_to_leader = true', forwarded);
    cluster.pass(1);
    expect(cloning("SHOW PROC '/statistic'", forwarded)).toBe(onLeader());
    expect(onLeader()).toBeGreaterThan(0);
  });

  it('repeats in /statistic/<database> what the last /statistic there found', () => {
    const cluster = recorded();
    const id = cluster.rows("SHOW PROC '/statistic'").find((row) => row['DbName'] === 't')!['DbId'];
    const unhealthy = () => cluster.rows(`SHOW PROC '/statistic/${id}'`)[0]!['UnhealthyTablets']!;
    cluster.ok("ALTER SYSTEM DECOMMISSION BACKEND '10.78.0.1:9050'");
    expect(unhealthy()).toBe('[]');
    const count = Number(cluster.rows("SHOW PROC '/statistic'").at(-1)!['UnhealthyTabletNum']);
    expect(count).toBe(cluster.tabletsOn(1));
    expect(unhealthy()).toMatch(/^\[\d+(, \d+)*\]$/);
    expect(unhealthy().split(', ')).toHaveLength(count);
  });

  it('asks for OPERATE where the product does, and shows data to nobody else', () => {
    const cluster = recorded();
    cluster.ok("CREATE USER u1 IDENTIFIED BY 'p'");
    const asUser = (sql: string) => {
      const asked = cluster.ask(cluster.leader, sql, {
        id: 2,
        user: 'u1',
        roles: ['cluster_admin'],
        statementsAtLeave: 0,
      });
      cluster.until(() => asked.answer !== undefined, 15);
      return asked.answer!;
    };
    for (const sql of ["SHOW PROC '/statistic'", 'ADMIN SHOW REPLICA STATUS FROM t.a']) {
      expect(messageOf(asUser(sql)), sql).toContain('the OPERATE privilege(s) on SYSTEM');
    }
    expect(messageOf(asUser('SHOW TABLET FROM t.a'))).toContain('the ANY privilege(s) on TABLE');
    expect(messageOf(asUser('DROP TABLE t.a'))).toContain('the DROP privilege(s) on TABLE');
    expect(asUser('SHOW DATABASES')).toMatchObject({ rows: [['information_schema'], ['sys']] });
    cluster.ok('GRANT OPERATE ON SYSTEM TO USER u1');
    expect(asUser('SHOW TABLET FROM t.a')).toMatchObject({ kind: 'rows' });
    expect(asUser("SHOW PROC '/dbs/t'")).toMatchObject({ kind: 'rows' });
  });
});

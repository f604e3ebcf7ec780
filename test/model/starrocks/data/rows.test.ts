import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSharedData, parseBackendRows, takesTablets } from '../../../../model/starrocks/data/backend-rows.ts';
import { parseColocationRows } from '../../../../model/starrocks/data/colocation-rows.ts';
import { knobNumber, parseKnobs } from '../../../../model/starrocks/data/knob-rows.ts';
import { parseReplicaRows, parseTabletPlace } from '../../../../model/starrocks/data/replica-rows.ts';
import { parseScheduleRows } from '../../../../model/starrocks/data/schedule-rows.ts';
import { formatSize, parseSize } from '../../../../model/starrocks/data/size.ts';
import { isPlainName, showDisks, showReplicas, showTablet } from '../../../../model/starrocks/data/statements.ts';
import { parseStatistic, parseUnhealthyTablets } from '../../../../model/starrocks/data/statistic-rows.ts';
import { hasLocalTablets, parseDatabaseRows, parsePartitionRows } from '../../../../model/starrocks/data/table-rows.ts';
import { parseUndrainedLines } from '../../../../model/starrocks/data/undrained-line.ts';

describe('a size for people', () => {
  test('is read in every form that the product writes', () => {
    expect(['0.000 B', '1.000 B', '0.000B', '12.345 GB', '1.5KB', '2.0 MB', '1024'].map(parseSize)).toEqual([
      0,
      1,
      0,
      Math.round(12.345 * 1024 ** 3),
      1536,
      2 * 1024 ** 2,
      1024,
    ]);
    expect(['', 'N/A', 'NULL', '-1', '1 XB'].map(parseSize)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('comes back to within what its digits say', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 50 }), (bytes) => {
        const again = parseSize(formatSize(bytes)) ?? -1;
        expect(Math.abs(again - bytes)).toBeLessThanOrEqual(bytes * 0.06 + 1);
      }),
    );
  });
});

// A row of s4a, recorded on 3.5.7, with what a heartbeat adds.
const recorded = {
  BackendId: '15036',
  IP: '10.77.0.50',
  HeartbeatPort: '9050',
  BePort: '-1',
  HttpPort: '-1',
  BrpcPort: '-1',
  LastStartTime: null,
  LastHeartbeat: null,
  Alive: 'false',
  SystemDecommissioned: 'false',
  ClusterDecommissioned: 'false',
  TabletNum: '0',
  DataUsedCapacity: '0.000 B',
  AvailCapacity: '1.000 B',
  TotalCapacity: '0.000 B',
  UsedPct: '0.00 %',
  MaxDiskUsedPct: '0.00 %',
  ErrMsg: 'java.net.NoRouteToHostException: No route to host',
  Version: '',
  Status: '{"lastSuccessReportTabletsTime":"N/A"}',
  StatusCode: 'CONNECTING',
};

describe('a backend', () => {
  test('that was only added', () => {
    expect(parseBackendRows([recorded])).toEqual([
      {
        id: '15036',
        host: '10.77.0.50',
        heartbeatPort: 9050,
        httpPort: -1,
        alive: false,
        draining: false,
        tablets: 0,
        usedBytes: 0,
        availableBytes: 1,
        totalBytes: 0,
        maxDiskUsedPercent: 0,
        error: 'java.net.NoRouteToHostException: No route to host',
        version: undefined,
        lastStartTime: undefined,
        lastHeartbeat: undefined,
        statusCode: 'CONNECTING',
      },
    ]);
  });

  test('takes tablets when it serves, does not drain, and says so itself where it can', () => {
    const row = (changes: object) =>
      takesTablets(parseBackendRows([{ ...recorded, Alive: 'true', ...changes }])[0] as never);
    expect(row({ StatusCode: 'OK' })).toBe(true);
    expect(row({ StatusCode: 'SHUTDOWN' })).toBe(false);
    expect(row({ StatusCode: 'OK', SystemDecommissioned: 'true' })).toBe(false);
    const { StatusCode, ...old } = recorded;
    expect(takesTablets(parseBackendRows([{ ...old, Alive: 'true' }])[0] as never)).toBe(StatusCode !== 'OK');
  });

  test('of a shared-data cluster is known by its columns, with no row too', () => {
    expect(isSharedData([...Object.keys(recorded), 'StarletPort', 'WorkerId'])).toBe(true);
    expect(isSharedData(Object.keys(recorded))).toBe(false);
  });
});

test('a replica is complete by its versions, not by a status that calls all DEAD whose backend drains', () => {
  const row = {
    TabletId: '7',
    BackendId: '1',
    Version: '5',
    LastFailedVersion: '-1',
    CommittedVersion: '5',
    IsBad: 'false',
  };
  const complete = (changes: object) => parseReplicaRows([{ ...row, Status: 'DEAD', ...changes }])[0]?.complete;
  expect(complete({})).toBe(true);
  expect(complete({ Version: '4' })).toBe(false);
  expect(complete({ LastFailedVersion: '6' })).toBe(false);
  expect(complete({ IsBad: 'true' })).toBe(false);
  expect(complete({ Status: 'SCHEMA_ERROR' })).toBe(false);
});

test('a tablet of the recycle bin has no place', () => {
  expect(parseTabletPlace([{ DbName: 'shop', TableName: 'orders', PartitionName: 'p1' }])).toMatchObject({
    database: 'shop',
    table: 'orders',
    partition: 'p1',
  });
  expect(parseTabletPlace([{ DbName: 'NULL', TableName: null, PartitionName: null }])).toBeUndefined();
  expect(parseTabletPlace([])).toBeUndefined();
});

test('the statistic ends with its total; the name there is a number of databases (recorded on 3.5.7)', () => {
  const row = (DbId: string, DbName: string, ReplicaNum: string) => ({
    DbId,
    DbName,
    TabletNum: '16',
    ReplicaNum,
    UnhealthyTabletNum: '10',
    CloningTabletNum: '0',
  });
  const { databases, total } = parseStatistic([
    row('1', 'information_schema', '0'),
    row('7', 't', '40'),
    row('Total', '2', '40'),
  ]);
  expect(databases.map(({ database }) => database)).toEqual(['information_schema', 't']);
  expect(total).toEqual({ tablets: 16, replicas: 40, unhealthy: 10, cloning: 0 });
  expect(parseUnhealthyTablets([{ UnhealthyTablets: '[10021, 10025]' }])).toEqual(['10021', '10025']);
  expect(parseUnhealthyTablets([{ UnhealthyTablets: '[]' }])).toEqual([]);
});

test('the rest is read by name', () => {
  expect(
    parseColocationRows([
      { GroupId: '10.20', GroupName: '10_orders', TableNames: 'a, b', ReplicationNum: '3', IsStable: 'true' },
    ]),
  ).toEqual([{ id: '10.20', name: 'orders', tables: ['a', 'b'], buckets: 0, replicas: 3, stable: true }]);
  expect(
    parseScheduleRows([{ TabletId: '7', SrcBe: '-1', DestBe: '9', Timeout: '180000', ErrMsg: 'timeout' }]),
  ).toMatchObject([{ tabletId: '7', sourceId: undefined, destinationId: '9', timeoutSeconds: 180, error: 'timeout' }]);
  expect(
    parseDatabaseRows([
      { DbId: '1', DbName: 'information_schema' },
      { DbId: '10', DbName: 'shop' },
    ]),
  ).toEqual([{ id: '10', name: 'shop' }]);
  expect(parsePartitionRows([{ PartitionId: '1', PartitionName: 'p', DataSize: '1KB' }])).toEqual([]);
  expect(hasLocalTablets({ id: '1', name: 'v', type: 'VIEW', state: 'NORMAL' })).toBe(false);
  const knobs = parseKnobs([
    { Key: 'tablet_sched_slot_num_per_path', AliasNames: '[schedule_slot_num_per_path]', Value: '8' },
  ]);
  expect(knobs).toEqual({ tablet_sched_slot_num_per_path: '8', schedule_slot_num_per_path: '8' });
  expect([
    knobNumber(knobs, 'tablet_sched_slot_num_per_path', 1),
    knobNumber({}, 'x', 5),
    knobNumber({ x: 'y' }, 'x', 5),
  ]).toEqual([8, 5, 5]);
});

test('the leader’s log names what is left, the latest line of each backend counts', () => {
  const log = [
    '2026-11-21 10:00:00.100+08:00 INFO (cluster|37) [SystemHandler.runAfterCatalogReady():380] backend 10003 lefts 9 replicas to decommission(show up to 20): [10021, 10025]',
    '2026-11-21 10:00:10.100+08:00 INFO (cluster|37) [SystemHandler.runAfterCatalogReady():380] backend 10003 lefts 1 replicas to decommission(show up to 20): [10025]',
    '2026-11-21 10:00:10.101+08:00 INFO (cluster|37) [SystemHandler.runAfterCatalogReady():380] backend 10004 lefts 0 replicas to decommission(show up to 20): []',
    'backend 10005 lefts',
  ].join('\n');
  expect(parseUndrainedLines(log)).toEqual([
    { backendId: '10003', left: 1, tablets: ['10025'] },
    { backendId: '10004', left: 0, tablets: [] },
  ]);
});

describe('what goes into a statement', () => {
  test('is an id of digits or a plain name in quotes, and anything else is refused', () => {
    expect(showTablet('10025')).toBe('SHOW TABLET 10025');
    expect(showReplicas('shop', 'заказы-1')).toBe(
      'ADMIN SHOW REPLICA STATUS FROM `shop`.`заказы-1` WHERE STATUS != "MISSING"',
    );
    for (const bad of ["1'", '1 OR 1', '', '-1']) expect(() => showDisks(bad)).toThrow('Not an id');
    for (const bad of ['a`b', 'a\nb', 'a\\b', "a'b", 'a;b', ''])
      expect(() => showReplicas('shop', bad)).toThrow('Not a plain name');
  });

  test('never has a quote, a backslash or a control character in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        if (isPlainName(name)) expect(name).not.toMatch(/[`'"\\;\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

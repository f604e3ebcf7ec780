import { expect, test } from 'vitest';
import type { AskLeader } from '../../../../activities/starrocks/data/ask-leader.ts';
import { readTablets } from '../../../../activities/starrocks/data/read-tablets.ts';
import { MusterError } from '../../../../model/error.ts';

const view = { database: 'shop', databaseId: '1', table: 'daily', tableId: '2', partitions: [] };

const row = (tablet: number, backend: number, version: number, failed = -1) => ({
  TabletId: String(tablet),
  BackendId: String(backend),
  Version: String(version),
  LstFailedVersion: String(failed),
  DataSize: '1.5KB',
  State: 'NORMAL',
});

/** A materialized view, as the leader has it (as read in MetadataViewer and ShowExecutor of 3.4). */
const askView: AskLeader = async (statement) => {
  if (statement === 'SHOW TABLET FROM `shop`.`daily`')
    return [row(7, 1, 4), row(7, 2, 4), row(8, 1, 4), row(8, 2, 3), row(9, 1, 4), row(9, 2, 4, 5)];
  throw new MusterError('SQL_FAILED', `1064 (HY000): Table does not exist or is not OLAP table: daily: ${statement}`);
};

test('the replicas of a materialized view are read by the statement that lists them', async () => {
  const { tablets, leftOut } = await readTablets(askView, [view], Date.now() + 60_000);
  expect(leftOut).toBe(0);
  expect(tablets.map(({ tabletId, replicas }) => [tabletId, ...replicas.map(({ complete }) => complete)])).toEqual([
    ['7', true, true],
    ['8', true, false],
    ['9', true, false],
  ]);
});

test('a table that has been dropped meanwhile has none', async () => {
  const gone: AskLeader = async () => await Promise.reject(new MusterError('SQL_FAILED', 'Unknown table'));
  expect(await readTablets(gone, [view], Date.now() + 60_000)).toEqual({ tablets: [], leftOut: 0 });
});

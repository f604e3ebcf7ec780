import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import mysql from 'mysql2/promise';
import { afterEach, describe, expect, it } from 'vitest';
import type { DataSummary } from '../../../sandbox/starrocks/data-commands.ts';
import { TestSandbox } from '../../fixtures/test-sandbox.ts';
import { until } from '../../fixtures/until.ts';

type Row = Record<string, string | null>;

let sandbox: TestSandbox;
let connection: mysql.Connection;
afterEach(async () => {
  connection?.destroy();
  await sandbox.stop();
});

async function rows(sql: string): Promise<Row[]> {
  const [found] = await connection.query(sql);
  return found as Row[];
}

async function tabletsOn(address: string): Promise<number> {
  const found = (await rows('SHOW BACKENDS')).find((row) => row['IP'] === address);
  return Number(found?.['TabletNum'] ?? 0);
}

describe('the data of a sandbox', () => {
  it('lies on real backends, is read by SQL, and a drain of it stands still and ends as the faults say', async () => {
    sandbox = await TestSandbox.start({ hosts: 1, frontends: 1, backends: 4, speed: 100 });
    const { clusterFile, hostsList } = sandbox.info;
    const password = readFileSync(join(dirname(clusterFile), 'secrets', 'sql-password'), 'utf8').trim();
    const [frontend] = hostsList;
    const last = hostsList.find(({ name }) => name === 'be-4')!;
    connection = await mysql.createConnection({
      ...{ host: frontend!.address, port: 9030, user: 'root', password },
      connectTimeout: 60_000,
    });
    expect(await sandbox.control<DataSummary>('data')).toMatchObject({ databases: [], recycled: 0 });
    const made = await sandbox.control<DataSummary>('data', { tables: 2, tablets: 8, replicas: 3, bytes: 1024 ** 2 });
    expect(made.databases).toMatchObject([{ name: 'shop', tables: 2, tablets: 16, replicas: 48 }]);
    expect(made.backends.map(({ tablets }) => tablets)).toEqual([12, 12, 12, 12]);
    await expect(sandbox.control('data', { tables: 1, replicas: 5 })).rejects.toThrow(
      'Table replication num should be',
    );

    const tablets = await rows('SHOW TABLET FROM `shop`.`t_1`');
    expect(tablets).toHaveLength(24);
    expect(tablets[0]?.['MetaUrl']).toMatch(/^http:\/\/127\.\d+\.\d+\.\d+:8040\/api\/meta\/header\/\d+$/);
    const [disk] = await rows(`SHOW PROC '/backends/${tablets[0]?.['BackendId']}'`);
    expect(disk).toMatchObject({ StorageMedium: 'HDD', State: 'ONLINE', TabletNum: '12' });
    expect(disk?.['RootPath']).toContain('storage');

    for (const knob of ['tablet_sched_repair_delay_factor_second', 'tablet_sched_consecutive_full_clone_delay_sec']) {
      await connection.query(`ADMIN SET FRONTEND CONFIG ("${knob}" = "1")`);
    }
    await connection.query('ADMIN SET FRONTEND CONFIG ("drop_backend_after_decommission" = "false")');
    await expect(sandbox.control('fault', { name: 'no-space' })).rejects.toThrow('--node be-3');
    await sandbox.control('fault', { name: 'no-space', node: 'be-4' });
    await sandbox.control('fault', { name: 'open-transaction', node: 'be-4' });
    expect(await sandbox.control('faults')).toEqual([{ name: 'no-space' }, { name: 'open-transaction' }]);
    await connection.query(`ALTER SYSTEM DECOMMISSION BACKEND '${last.address}:9050'`);
    const history = () => rows("SHOW PROC '/cluster_balance/history_tablets'");
    await until('the scheduler tries', async () => (await history()).length > 0);
    expect((await history())[0]?.['ErrMsg']).toBe('unable to find dest path for new replica');
    expect(await tabletsOn(last.address)).toBe(12);
    await sandbox.control('cure', { name: 'no-space' });
    const waits = async () => {
      const pending = await rows("SHOW PROC '/cluster_balance/pending_tablets'");
      return pending.some((row) => /^wait txn before \d+ to be finished$/.test(row['ErrMsg'] ?? ''));
    };
    await until('old copies wait for the transaction', waits);
    await until('the other table leaves', async () => (await tabletsOn(last.address)) < 12);
    expect(await tabletsOn(last.address)).toBeGreaterThan(0);
    await sandbox.control('cure');
    expect(await sandbox.control('faults')).toEqual([]);
    await until('it is empty', async () => (await tabletsOn(last.address)) === 0, 60_000);
    expect(await rows("SHOW PROC '/statistic'")).toContainEqual(
      expect.objectContaining({ DbName: 'shop', ReplicaNum: '48', UnhealthyTabletNum: '0' }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDataChange, parseDataRead } from '../../../../../sandbox/starrocks/model/data/parse-data.ts';
import { parseStatement } from '../../../../../sandbox/starrocks/model/statement.ts';

const NAME = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_$]{0,12}$/);
const SPACE = fc.stringMatching(/^[ \n\t]{1,3}$/);

/** A name with or without backticks. */
const quote = (name: string, quoted: boolean) => (quoted ? `\`${name}\`` : name);

describe('the grammar of statements about data', () => {
  it('takes names with and without backticks, any spacing and any case of its words', () => {
    fc.assert(
      fc.property(
        NAME,
        NAME,
        NAME,
        SPACE,
        fc.boolean(),
        fc.boolean(),
        (database, table, partition, space, ticks, lower) => {
          const of = { database, table };
          const name = `${quote(database, ticks)}.${quote(table, ticks)}`;
          const words = (text: string) => (lower ? text.toLowerCase() : text).replaceAll(' ', space);
          expect(parseDataRead(words('SHOW TABLET FROM ') + name)).toEqual({
            kind: 'show-tablets',
            of,
            filter: { partitions: [] },
          });
          const sql = `${words('ADMIN SHOW REPLICA STATUS FROM ')}${name}${words(' PARTITION (')}${partition})`;
          expect(parseDataRead(`${sql}${words(' WHERE STATUS != ')}"ok"`)).toEqual({
            kind: 'replica-status',
            of,
            partitions: [partition],
            where: { status: 'OK', equal: false },
          });
          expect(parseDataChange(`${words('DROP TABLE IF EXISTS ')}${name}${words(' FORCE')}`)).toEqual({
            kind: 'drop-table',
            of,
            ifExists: true,
            force: true,
          });
        },
      ),
    );
  });

  it('reads what a table is to have', () => {
    const sql = `CREATE TABLE IF NOT EXISTS t.a (k int, v decimal(10,2)) ENGINE=OLAP PRIMARY KEY (k)
      DISTRIBUTED BY HASH(k) BUCKETS 12
      PROPERTIES ("replication_num" = "2", 'storage_medium'='ssd', "colocate_with" = "g")`;
    expect(parseDataChange(sql)).toEqual({
      kind: 'create-table',
      of: { database: 't', table: 'a' },
      ifNotExists: true,
      spec: { keys: 'PRIMARY_KEYS', buckets: 12, replicationNum: 2, medium: 'SSD', colocateWith: 'g' },
    });
    expect(parseDataChange('CREATE TABLE a (k int) DISTRIBUTED BY HASH(k)')).toMatchObject({
      of: { database: undefined, table: 'a' },
      spec: { keys: 'DUP_KEYS', replicationNum: 3 },
    });
    expect(parseDataChange('INSERT INTO t.a (k) VALUES (1), (2), (3)')).toMatchObject({ kind: 'insert', rows: 3 });
  });

  it('reads the limits of SHOW TABLET in both ways', () => {
    const read = (rest: string) => parseDataRead(`SHOW TABLET FROM t.a ${rest}`);
    expect(read('LIMIT 5')).toMatchObject({ filter: { limit: 5 } });
    expect(read('WHERE BackendId = 7 AND state = "normal" ORDER BY TabletId LIMIT 2, 3')).toMatchObject({
      filter: { backendId: 7, state: 'NORMAL', limit: 3, offset: 2 },
    });
    expect(read('LIMIT 3 OFFSET 2')).toMatchObject({ filter: { limit: 3, offset: 2 } });
  });

  it('leaves everything else to the grammar that refuses it', () => {
    for (const sql of ['SHOW TABLET', 'DROP TABLE', 'ADMIN SHOW REPLICA STATUS', 'ALTER TABLE t.a ADD COLUMN c int']) {
      expect(parseStatement(sql), sql).toMatchObject({ kind: 'unknown' });
    }
  });
});

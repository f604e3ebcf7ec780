import type { DataChange, DataRead, TableName } from './data-statement.ts';
import { parseTableSpec } from './parse-table-spec.ts';
import { readNumber, readProperties, type Rule, type StatementParser } from './parse-parts.ts';

const WORD = '`?([\\w$]+)`?';
const TABLE = `(?:${WORD}\\s*\\.\\s*)?${WORD}`;
const PARTITION = '(?:\\s+(?:TEMPORARY )?PARTITIONS?\\s*\\(?([^()]*?)\\)?(?=\\s|$))?';
const TEXT = `['"]([^'"]*)['"]`;

/** The statements about data that are simulated; what they share with the product is their grammar as read. */
const CHANGES: readonly Rule<DataChange>[] = [
  rule(`CREATE DATABASE( IF NOT EXISTS)? ${WORD}`, ([, exists, name = '']) => ({
    kind: 'create-database',
    name,
    ifNotExists: exists !== undefined,
  })),
  rule(`DROP DATABASE( IF EXISTS)? ${WORD}( FORCE)?`, ([, exists, name = '', force]) => ({
    kind: 'drop-database',
    name,
    ifExists: exists !== undefined,
    force: force !== undefined,
  })),
  rule(`CREATE TABLE( IF NOT EXISTS)? ${TABLE}\\s*(\\(.*)`, ([, exists, database, table = '', rest = '']) => ({
    kind: 'create-table',
    of: { database, table },
    ifNotExists: exists !== undefined,
    spec: parseTableSpec(rest),
  })),
  rule(`DROP TABLE( IF EXISTS)? ${TABLE}( FORCE)?`, ([, exists, database, table = '', force]) => ({
    kind: 'drop-table',
    of: { database, table },
    ifExists: exists !== undefined,
    force: force !== undefined,
  })),
  rule(`RECOVER TABLE ${TABLE}`, ([, database, table = '']) => ({ kind: 'recover-table', of: { database, table } })),
  rule(`ALTER TABLE ${TABLE} SET\\s*\\((.*)\\)`, ([, database, table = '', properties = '']) => ({
    kind: 'alter-table',
    of: { database, table },
    properties: readProperties(properties),
  })),
  rule(
    `ALTER TABLE ${TABLE} MODIFY PARTITION\\s*\\(?([^()]*?)\\)? SET\\s*\\((.*)\\)`,
    ([, database, table = '', partitions = '', properties = '']) => ({
      kind: 'alter-partition',
      of: { database, table },
      partitions: names(partitions),
      properties: readProperties(properties),
    }),
  ),
  rule(`INSERT INTO ${TABLE}(?:\\s*\\([^)]*\\))?\\s+(VALUES.*|SELECT.*)`, ([, database, table = '', values = '']) => ({
    kind: 'insert',
    of: { database, table },
    rows: Math.max(1, values.match(/\(/g)?.length ?? 1),
  })),
  rule('ADMIN SET REPLICA STATUS PROPERTIES\\s*\\((.*)\\)', ([, properties = '']) => ({
    kind: 'set-replica-status',
    properties: readProperties(properties),
  })),
];

const READS: readonly Rule<DataRead>[] = [
  rule(`SHOW(?: FULL)? TABLES(?: (?:FROM|IN) ${WORD})?`, ([, database]) => ({ kind: 'show-tables', database })),
  rule(`SHOW PARTITIONS FROM ${TABLE}`, ([, database, table = '']) => ({
    kind: 'show-partitions',
    of: { database, table },
  })),
  rule('SHOW TABLET (\\d+)', ([, id]) => ({ kind: 'show-tablet', tabletId: Number(id) })),
  rule(
    `SHOW TABLETS? FROM ${TABLE}${PARTITION}(?: WHERE (.*?))?(?: ORDER BY .*?)?(?: LIMIT (\\d+)(?:\\s*(,|OFFSET)\\s*(\\d+))?)?`,
    ([, database, table = '', partitions, where = '', first, word, second]) => ({
      kind: 'show-tablets',
      of: { database, table },
      filter: { partitions: names(partitions), ...readWhere(where), ...readLimit(first, word, second) },
    }),
  ),
  rule(`SHOW DATA(?: FROM ${TABLE})?`, ([, database, table]) => ({
    kind: 'show-data',
    of: table === undefined || database === undefined ? undefined : { database, table },
    database: table,
  })),
  rule(
    `ADMIN SHOW REPLICA STATUS FROM ${TABLE}${PARTITION}(?: WHERE STATUS\\s*(!?=|<>)\\s*${TEXT})?`,
    ([, database, table = '', partitions, sign, status]) => ({
      kind: 'replica-status',
      of: { database, table },
      partitions: names(partitions),
      where: status === undefined ? undefined : { status: status.toUpperCase(), equal: sign === '=' },
    }),
  ),
  rule(`ADMIN SHOW REPLICA DISTRIBUTION FROM ${TABLE}${PARTITION}`, ([, database, table = '', partitions]) => ({
    kind: 'replica-distribution',
    of: { database, table },
    partitions: names(partitions),
  })),
];

export const parseDataChange: StatementParser<DataChange> = (sql) => firstOf(CHANGES, sql);
export const parseDataRead: StatementParser<DataRead> = (sql) => firstOf(READS, sql);

export function formatTableName({ database, table }: TableName): string {
  return database === undefined ? table : `${database}.${table}`;
}

function rule<Made>(source: string, make: (found: readonly (string | undefined)[]) => Made): Rule<Made> {
  return [new RegExp(`^${source.replaceAll(' ', '\\s+')}$`, 'is'), make];
}

function firstOf<Made>(rules: readonly Rule<Made>[], sql: string): Made | undefined {
  for (const [pattern, make] of rules) {
    const found = pattern.exec(sql);
    if (found !== null) return make(found);
  }
  return undefined;
}

function names(list: string | undefined): readonly string[] {
  return (list ?? '')
    .split(',')
    .map((name) => name.replaceAll('`', '').trim())
    .filter((name) => name !== '');
}

function readWhere(where: string): { backendId?: number; version?: number; state?: string } {
  const number = (name: string) => readNumber(new RegExp(`\\b${name}\\s*=\\s*(\\d+)`, 'i').exec(where)?.[1]);
  const state = /\bstate\s*=\s*['"](\w+)['"]/i.exec(where)?.[1]?.toUpperCase();
  const [backendId, version] = [number('backendid'), number('version')];
  return {
    ...(backendId !== undefined && { backendId }),
    ...(version !== undefined && { version }),
    ...(state !== undefined && { state }),
  };
}

/** `LIMIT n`, `LIMIT offset, n`, `LIMIT n OFFSET offset`. */
function readLimit(first?: string, word?: string, second?: string): { limit?: number; offset?: number } {
  if (first === undefined) return {};
  if (second === undefined) return { limit: Number(first) };
  return word === ','
    ? { limit: Number(second), offset: Number(first) }
    : { limit: Number(first), offset: Number(second) };
}

import type { KeysType, Medium } from '../storage/catalog.ts';
import type { TableSpec } from './data-statement.ts';
import { readProperties } from './parse-parts.ts';

const KEYS: Readonly<Record<string, KeysType>> = {
  DUPLICATE: 'DUP_KEYS',
  AGGREGATE: 'AGG_KEYS',
  UNIQUE: 'UNIQUE_KEYS',
  PRIMARY: 'PRIMARY_KEYS',
};

/** As read: without BUCKETS the product chooses by the number of backends; here it is always the same. */
const BUCKETS = 6;

/** What follows the name: columns are not looked at. */
export function parseTableSpec(text: string): TableSpec {
  const keys = /\)\s*(?:ENGINE\s*=\s*\w+\s*)?(DUPLICATE|AGGREGATE|UNIQUE|PRIMARY)\s+KEY/i.exec(text)?.[1];
  const buckets = /\bBUCKETS\s+(\d+)/i.exec(text)?.[1];
  const properties = readProperties(/\bPROPERTIES\s*\((.*)\)\s*$/is.exec(text)?.[1] ?? '');
  const medium = toMedium(properties.get('storage_medium'));
  const colocateWith = properties.get('colocate_with');
  return {
    keys: KEYS[keys?.toUpperCase() ?? ''] ?? 'DUP_KEYS',
    buckets: buckets === undefined ? BUCKETS : Number(buckets),
    replicationNum: Number(properties.get('replication_num') ?? 3),
    ...(medium !== undefined && { medium }),
    ...(colocateWith !== undefined && { colocateWith }),
  };
}

function toMedium(given: string | undefined): Medium | undefined {
  const upper = given?.toUpperCase();
  return upper === 'SSD' || upper === 'HDD' ? upper : undefined;
}

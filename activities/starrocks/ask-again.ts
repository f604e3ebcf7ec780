import type { StarRocksCluster } from '../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../model/error.ts';
import { type SqlMeaning, readSqlText } from '../../model/starrocks/read-sql-text.ts';
import type { Tools } from '../tools.ts';
import { type SqlPoint, ask } from './ask.ts';

/** A statement that may have been taken before: what it then answers is success only when the next read agrees, which the caller makes. */
export async function askAgain(
  tools: Tools,
  cluster: StarRocksCluster,
  point: SqlPoint,
  statement: string,
  { limitMs, taken }: { readonly limitMs: number; readonly taken: SqlMeaning },
): Promise<string> {
  try {
    await ask(tools, cluster, point, statement, limitMs);
    return 'OK';
  } catch (error) {
    if (isMusterError(error) && error.code === 'SQL_FAILED' && readSqlText(error.message) === taken)
      return error.message;
    throw error;
  }
}

import mysql from 'mysql2';
import { classifySqlFault, type SqlFault, timedOut, unreachable } from './classify.ts';

export interface SqlEndpoint {
  /** As the database knows it; shown in messages. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  /** Where to connect, when it is not `host`. */
  readonly connectHost?: string;
}

export interface StatementOptions {
  /** From sending the statement to its whole answer, in ms. */
  readonly limitMs: number;
  /** From the first packet to the accepted login. @default 3000 ms */
  readonly connectLimitMs?: number;
  /** Destroys the connection; the call then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface StatementResult {
  readonly columns: readonly string[];
  /** Every value as the server wrote it, or null. Of columns with the same name the last one. */
  readonly rows: readonly Readonly<Record<string, string | null>>[];
  readonly ms: number;
}

/**
 * One statement on a connection of its own. Never shared: after a limit ran out or the leader moved, the old connection
 * hangs while a new one works (recorded on 3.5.7), and a login costs a few ms.
 */
export function runStatement(
  endpoint: SqlEndpoint,
  sql: string,
  { limitMs, connectLimitMs = 3_000, signal }: StatementOptions,
): Promise<StatementResult> {
  const { host, port, user, password } = endpoint;
  const where = `${host}:${port}`;
  const what = nameStatement(sql);
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    let phase: 'connecting' | 'asked' = 'connecting';
    let askedAt = 0;
    const connection = mysql.createConnection({
      host: endpoint.connectHost ?? host,
      port,
      user,
      ...(password === undefined ? {} : { password }),
      multipleStatements: false,
      // There is none. By default room is made for 16,000, which takes as long as the login (mysql2 3.24).
      maxPreparedStatements: 1,
      // The server could otherwise ask for any file of the worker's machine.
      flags: ['-LOCAL_FILES'],
      rowsAsArray: true,
      typeCast: (field) => field.string(),
      // Ours below also covers a server that accepts and never greets.
      connectTimeout: 0,
    });

    const settle = (act: () => void) => {
      clearTimeout(limit);
      signal?.removeEventListener('abort', onAbort);
      connection.destroy();
      act();
    };
    const fail = (error: unknown) => settle(() => reject(error));
    const onFault = (fault: SqlFault) => fail(classifySqlFault(fault, phase, where, user, what));
    const onAbort = () => fail(signal?.reason);
    let limit = setTimeout(
      () => fail(unreachable(where, `no greeting and login within ${connectLimitMs} ms`)),
      connectLimitMs,
    );
    signal?.addEventListener('abort', onAbort, { once: true });

    connection.on('error', onFault);
    connection.connect((fault) => {
      if (fault) return onFault(fault);
      clearTimeout(limit);
      limit = setTimeout(() => fail(timedOut(where, what, limitMs)), limitMs);
      phase = 'asked';
      askedAt = performance.now();
      connection.query(sql, (refusal, answer, fields) => {
        if (refusal) return onFault(refusal);
        const ms = Math.round(performance.now() - askedAt);
        const columns = (fields ?? []).map(({ name }) => name);
        settle(() => resolve({ columns, rows: nameValues(columns, answer), ms }));
      });
    });
  });
}

/** An OK packet has no rows: mysql2 then answers with a header object. */
function nameValues(columns: readonly string[], answer: unknown): Record<string, string | null>[] {
  if (!Array.isArray(answer)) return [];
  return answer.map((values: readonly (string | null)[]) =>
    Object.fromEntries(columns.map((column, index) => [column, values[index] ?? null])),
  );
}

/** The first two words: enough to know it by, and never a value. */
function nameStatement(sql: string): string {
  return (
    sql
      .trim()
      .match(/^[A-Za-z]+(?:\s+[A-Za-z_]+)?/)?.[0]
      .replace(/\s+/g, ' ') ?? 'the statement'
  );
}

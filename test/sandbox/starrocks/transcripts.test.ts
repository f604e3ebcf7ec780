import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import mysql from 'mysql2/promise';
import { afterEach, describe, expect, it } from 'vitest';
import { TestSandbox } from '../../fixtures/test-sandbox.ts';
import { until } from '../../fixtures/until.ts';
import { type Cell, parseClientLog, parseMysqlClient, type Recorded, readTranscript } from './parse-transcript.ts';

const TYPES: Readonly<Record<number, string>> = { 1: 'CHAR', 8: 'LONGLONG', 253: 'VAR_STRING' };
/** Their content is another each time, also with the product. */
const VOLATILE = ['Name', 'ClusterId', 'ReplayedJournalId', 'LastHeartbeat', 'StartTime', 'CONNECTION_ID()'];

type Got = Recorded['answer'] & { readonly types?: readonly string[] };

let sandbox: TestSandbox;
afterEach(() => sandbox.stop());

function password(user: string): string {
  if (user !== 'root') return user.replace('u', 'p');
  return readFileSync(join(dirname(sandbox.info.clusterFile), 'secrets', 'sql-password'), 'utf8').trim();
}

async function connect(user: string, given = password(user), node = 1): Promise<mysql.Connection> {
  return mysql.createConnection({
    host: `${sandbox.info.network}.${node}`,
    port: 9030,
    user,
    password: given,
    rowsAsArray: true,
    connectTimeout: 60_000,
  });
}

async function ask(connection: mysql.Connection, sql: string): Promise<Got> {
  try {
    const [rows, fields] = await connection.query(sql.replaceAll('10.77.0.', `${sandbox.info.network}.`));
    if (!Array.isArray(rows)) {
      expect(rows).toMatchObject({ affectedRows: 0, warningStatus: 0, info: '' });
      return { kind: 'ok' };
    }
    return {
      kind: 'rows',
      columns: fields.map(({ name }) => name),
      rows: (rows as unknown as unknown[][]).map((row) => row.map((cell) => (cell === null ? null : String(cell)))),
      types: fields.map(({ columnType }) => TYPES[columnType ?? -1] ?? String(columnType)),
    };
  } catch (error) {
    const { errno = 0, sqlState = '', message } = error as { errno?: number; sqlState?: string; message: string };
    return { kind: 'error', errno, state: sqlState, message };
  }
}

function normalise(cell: Cell): Cell {
  return cell?.replaceAll(`${sandbox.info.network}.`, '10.77.0.') ?? null;
}

/** Only what the transcript has: a row that it cut short is compared as far as it goes. */
function expectSame(recorded: Recorded, got: Got): void {
  const { answer, sql } = recorded;
  if (answer.kind === 'rows') {
    expect(got, sql).toMatchObject({ kind: 'rows' });
    if (got.kind !== 'rows') return;
    const names = answer.columns?.map((column) => column.replace(/:\w+$/, ''));
    if (names !== undefined) expect(got.columns, sql).toEqual(names);
    const types = answer.columns?.map((column) => /:(\w+)$/.exec(column)?.[1]).filter(Boolean);
    if (types !== undefined && types.length > 0) expect(got.types, sql).toEqual(types);
    const columns = got.columns ?? [];
    const width = answer.rows[0]?.length ?? 0;
    const comparable = (rows: readonly (readonly Cell[])[]) =>
      rows
        .map((row) =>
          row
            .slice(0, width)
            .map((cell, index) => (VOLATILE.includes(columns[index] ?? '') ? '<other>' : normalise(cell))),
        )
        // The order of frontends is not stable with the product either.
        .sort((a, b) => (sql.toUpperCase().includes('FRONTENDS') ? (String(a[2]) < String(b[2]) ? -1 : 1) : 0));
    expect(comparable(got.rows), sql).toEqual(comparable(answer.rows));
    return;
  }
  const { types: _types, ...plain } = got;
  if (plain.kind === 'error') expect({ ...plain, message: normalise(plain.message) }, sql).toEqual(answer);
  else expect(plain, sql).toEqual(answer);
}

describe('a frontend answers as recorded', () => {
  it('to plain statements, with one frontend and no backend', async () => {
    sandbox = await TestSandbox.start({ hosts: 1, frontends: 1, speed: 20 });
    const connection = await connect('root');
    const recorded = parseMysqlClient(readTranscript('s1'));
    expect(recorded).toHaveLength(23);
    for (const one of recorded) {
      const got = await ask(connection, one.sql);
      if (one.sql.endsWith("sched_stat'")) {
        // Counters of a scheduler that has nothing to do: only what is counted can be the same.
        expect(got).toMatchObject({ kind: 'rows', columns: ['Item', 'Value', 'Increase'] });
        continue;
      }
      expectSame(one, got);
    }
    for (const what of ['FRONTENDS', 'BACKENDS', 'COMPUTE NODES', 'BROKER']) {
      const got = await ask(connection, `SHOW ${what}`);
      expect(new Set(got.types), what).toEqual(new Set(['VAR_STRING']));
    }
    await connection.end();
  });

  it('to every way of adding and dropping a follower, until a second address of the leader stops it', async () => {
    // Slow: all of it is asked between two heartbeats.
    sandbox = await TestSandbox.start({ hosts: 2, frontends: 1, speed: 1 });
    const connection = await connect('root');
    const recorded = parseClientLog(readTranscript('s2a'));
    expect(recorded).toHaveLength(22);
    const last = recorded.pop();
    // Right after a heartbeat: the transcript lies between two of them.
    const before = await journalId(connection);
    await until('a heartbeat', async () => (await journalId(connection)) !== before, 60_000);
    for (const one of recorded) expectSame(one, await ask(connection, one.sql));
    let got: Got = { kind: 'ok' };
    await until(
      'the leader without a majority',
      async () => {
        got = await ask(connection, 'SHOW FRONTENDS');
        return got.kind === 'error';
      },
      60_000,
    );
    expectSame(last!, got);
    connection.destroy();
  });

  it('to users of different privileges', async () => {
    sandbox = await TestSandbox.start({ hosts: 1, frontends: 1, speed: 20 });
    const recorded = parseClientLog(readTranscript('s6'));
    expect(recorded.length).toBeGreaterThan(70);
    const root = await connect('root');
    for (const backend of ['10.77.0.94:9050', '10.77.0.92:9050', '127.0.0.9:9050', '10.77.0.50:9051']) {
      expect(await ask(root, `ALTER SYSTEM ADD BACKEND '${backend}'`)).toEqual({ kind: 'ok' });
    }
    const open = new Map([['root', root]]);
    for (const one of recorded) {
      const connection = open.get(one.user) ?? (await connect(one.user));
      open.set(one.user, connection);
      const got = await ask(connection, one.sql);
      // The rows are those of another cluster; that there are some is what the privilege decides.
      if (one.answer.kind === 'rows' && /FRONTENDS|BACKENDS|PROC/i.test(one.sql)) {
        expect(got, one.sql).toMatchObject({ kind: 'rows' });
      } else expectSame(one, got);
    }
    for (const connection of open.values()) await connection.end();
  });

  it('to a wrong password and an unknown user with the same words', async () => {
    sandbox = await TestSandbox.start({ hosts: 1, frontends: 1, speed: 20 });
    const root = await connect('root');
    await ask(root, "CREATE USER u1 IDENTIFIED BY 'p1'");
    await root.end();
    for (const user of ['u1', 'nouser']) {
      const refusal = {
        errno: 1045,
        sqlState: '28000',
        message: `Access denied for user '${user}' (using password: YES)`,
      };
      await expect(connect(user, 'wrong')).rejects.toMatchObject(refusal);
    }
  });

  it('from a leader that lost its only partner, and ends with the connection when it is asked to write', async () => {
    sandbox = await TestSandbox.start({ hosts: 2, frontends: 2, speed: 5 });
    const [select, show] = parseClientLog(readTranscript('s3-quorum-show'));
    const [add] = parseClientLog(readTranscript('s3-quorum-add'));
    // Before: the leader does not live long without its partner.
    const [connection, other] = [await connect('root'), await connect('root')];
    await sandbox.control('kill', { node: 'fe-2' });
    const lost = ask(other, add!.sql);
    expectSame(select!, await ask(connection, select!.sql));
    expectSame(show!, await ask(connection, show!.sql));
    expect(await lost).toMatchObject({ kind: 'error', message: 'Connection lost: The server closed the connection.' });
    await until(
      'the leader has ended',
      async () => {
        const [first] = await sandbox.control<{ pid: number | null }[]>('nodes');
        return first?.pid === null;
      },
      60_000,
    );
    connection.destroy();
  });
});

async function journalId(connection: mysql.Connection): Promise<unknown> {
  const got = await ask(connection, 'SHOW FRONTENDS');
  return got.kind === 'rows' ? got.rows[0]?.[11] : undefined;
}

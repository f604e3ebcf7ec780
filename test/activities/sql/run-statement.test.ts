import { afterEach, describe, expect, it } from 'vitest';
import { SqlRefusal } from '../../../activities/sql/classify.ts';
import { runStatement } from '../../../activities/sql/run-statement.ts';
import { isMusterError, type MusterError } from '../../../model/error.ts';
import { type Answer, type MysqlServerOptions, startMysqlServer } from '../../fixtures/mysql-server.ts';
import { findClosedPort, startTcpServer } from '../../fixtures/tcp-server.ts';
import { until } from '../../fixtures/until.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(options: MysqlServerOptions) {
  const server = await startMysqlServer(options);
  closers.push(server.close);
  return { server, endpoint: { host: server.host, port: server.port, user: 'ops', password: 'pa55-word' } };
}
const serveAnswer = (answer: Answer) => serve({ answer: () => answer });
const serveError = (errno: number, message: string) => serveAnswer({ kind: 'error', errno, message });
const limitMs = 10_000;

async function failureOf(call: Promise<unknown>): Promise<MusterError> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!isMusterError(outcome)) throw new Error('no MusterError', { cause: outcome });
  return outcome;
}

describe('runStatement', () => {
  it('returns columns in order and every value as text or null', async () => {
    const { server, endpoint } = await serveAnswer({
      kind: 'rows',
      columns: ['Name', 'Alive', 'LastHeartbeat', 'Version', 'constructor'],
      rows: [
        ['127.0.0.1_9010_1', 'true', null, 'NULL', 'x'],
        ['Zürich', '0010', '2026-11-21 10:58:06', '', '字'],
      ],
    });
    const result = await runStatement(endpoint, 'SHOW FRONTENDS', { limitMs });
    expect(result.columns).toEqual(['Name', 'Alive', 'LastHeartbeat', 'Version', 'constructor']);
    expect(result.rows.map((row) => Object.values(row))).toEqual([
      ['127.0.0.1_9010_1', 'true', null, 'NULL', 'x'],
      ['Zürich', '0010', '2026-11-21 10:58:06', '', '字'],
    ]);
    expect(result.rows[0]?.Version).toBe('NULL');
    expect(server.asked).toEqual(['SHOW FRONTENDS']);
  });

  it('returns no rows for an answer without rows', async () => {
    const { endpoint } = await serveAnswer({ kind: 'ok' });
    expect(await runStatement(endpoint, 'ALTER SYSTEM ADD FOLLOWER "a:9010"', { limitMs })).toMatchObject({
      columns: [],
      rows: [],
    });
    const { endpoint: empty } = await serveAnswer({ kind: 'rows', columns: ['Name'], rows: [] });
    expect(await runStatement(empty, 'SHOW BACKENDS', { limitMs })).toMatchObject({ columns: ['Name'], rows: [] });
  });

  it('takes a new connection for each statement and leaves none behind', async () => {
    const { server, endpoint } = await serveAnswer({ kind: 'ok' });
    await runStatement(endpoint, 'SELECT 1', { limitMs });
    await runStatement(endpoint, 'SELECT 1', { limitMs });
    expect(server.connections().all).toBe(2);
    await until('both are closed', () => server.connections().now === 0);
  });

  it('connects to the other address when one is given, and speaks of the host', async () => {
    const { endpoint } = await serveError(1064, 'no');
    const error = await failureOf(
      runStatement({ ...endpoint, host: 'fe-1.invalid', connectHost: '127.0.0.1' }, 'SELECT 1', { limitMs }),
    );
    expect(error.message).toContain(`fe-1.invalid:${endpoint.port} refused SELECT`);
  });

  it('calls a port that refuses unreachable', async () => {
    const error = await failureOf(
      runStatement({ host: '127.0.0.1', port: await findClosedPort(), user: 'ops' }, 'SELECT 1', { limitMs }),
    );
    expect(error).toMatchObject({
      code: 'SQL_UNREACHABLE',
      kind: 'transient',
      message: expect.stringContaining('connection refused'),
    });
  });

  it('takes a port for dead that accepts and never greets, and lets go of it', async () => {
    const server = await startTcpServer();
    closers.push(server.close);
    const error = await failureOf(
      runStatement({ host: '127.0.0.1', port: server.port, user: 'ops' }, 'SELECT 1', { limitMs, connectLimitMs: 200 }),
    );
    expect(error).toMatchObject({
      code: 'SQL_UNREACHABLE',
      kind: 'transient',
      message: expect.stringContaining('no greeting'),
    });
    await until('the connection is closed', () => server.sockets.size === 0);
  });

  it('takes a port for dead that greets and never answers the login', async () => {
    const greeting = Buffer.from(
      '\x0a8.0.33\0\x01\0\0\0abcdefgh\0\xff\xf7\x21\x02\0\xff\x81\x15\0\0\0\0\0\0\0\0\0\0abcdefghijkl\0mysql_native_password\0',
      'latin1',
    );
    const server = await startTcpServer((socket) =>
      socket.write(Buffer.concat([Buffer.from([greeting.length, 0, 0, 0]), greeting])),
    );
    closers.push(server.close);
    const error = await failureOf(
      runStatement({ host: '127.0.0.1', port: server.port, user: 'ops' }, 'SELECT 1', { limitMs, connectLimitMs: 200 }),
    );
    expect(error).toMatchObject({ code: 'SQL_UNREACHABLE', message: expect.stringContaining('login') });
  });

  it('calls a port unreachable that hangs up or speaks something else', async () => {
    for (const say of ['', 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n']) {
      const server = await startTcpServer((socket) => socket.end(say));
      closers.push(server.close);
      const error = await failureOf(
        runStatement({ host: '127.0.0.1', port: server.port, user: 'ops' }, 'SELECT 1', {
          limitMs,
          connectLimitMs: 1_000,
        }),
      );
      expect(error).toMatchObject({ code: 'SQL_UNREACHABLE', kind: 'transient' });
    }
  });

  it('does not know the outcome when the answer does not come within the limit, and lets go of the connection', async () => {
    const { server, endpoint } = await serveAnswer({ kind: 'hang' });
    const error = await failureOf(runStatement(endpoint, 'ALTER SYSTEM DROP FOLLOWER "a:9010"', { limitMs: 200 }));
    expect(error).toMatchObject({
      code: 'SQL_TIMEOUT',
      kind: 'unknown',
      message: `ALTER SYSTEM on 127.0.0.1:${server.port} did not answer within 200 ms`,
    });
    await until('the connection is closed', () => server.connections().now === 0);
  });

  it('does not know the outcome when the connection breaks after the statement was sent', async () => {
    const { server, endpoint } = await serveAnswer({ kind: 'cut' });
    const error = await failureOf(runStatement(endpoint, 'ALTER SYSTEM ADD FOLLOWER "a:9010"', { limitMs }));
    expect(error).toMatchObject({ code: 'SQL_LOST', kind: 'unknown' });
    expect(server.asked.length).toBe(1);
  });

  it('says that the login is not accepted', async () => {
    const { endpoint } = await serve({
      answer: () => ({ kind: 'ok' }),
      refuseLogin: { code: 1045, message: "Access denied for user 'ops'" },
    });
    expect(await failureOf(runStatement(endpoint, 'SELECT 1', { limitMs }))).toMatchObject({
      code: 'SQL_AUTH',
      kind: 'refused',
      message: expect.stringContaining("Access denied for user 'ops'"),
    });
  });

  it('tries again later when there are too many connections', async () => {
    const { endpoint } = await serve({
      answer: () => ({ kind: 'ok' }),
      refuseLogin: { code: 1040, message: 'Too many connections' },
    });
    expect(await failureOf(runStatement(endpoint, 'SELECT 1', { limitMs }))).toMatchObject({
      code: 'SQL_UNREACHABLE',
      kind: 'transient',
    });
  });

  it.each([5203, 1227, 1252])('calls error %i a lack of privilege', async (errno) => {
    const { endpoint } = await serveError(errno, 'Access denied; you need (at least one of) the NODE privilege(s)');
    expect(await failureOf(runStatement(endpoint, 'ALTER SYSTEM ADD FOLLOWER "a:9010"', { limitMs }))).toMatchObject({
      code: 'SQL_PRIVILEGE',
      kind: 'refused',
    });
  });

  it('passes on what the database said, for the engine to read', async () => {
    const text = 'Getting analyzing error. Detail message: FE with the same host: 127.0.0.1 already exists.';
    const { endpoint } = await serveError(1064, text);
    const error = await failureOf(runStatement(endpoint, 'ALTER SYSTEM ADD FOLLOWER "127.0.0.1:9010"', { limitMs }));
    expect(error).toMatchObject({ code: 'SQL_FAILED', kind: 'refused', message: expect.stringContaining(text) });
    expect(error.cause).toBeInstanceOf(SqlRefusal);
    expect(error.cause).toMatchObject({ errno: 1064, message: text });
  });

  it('keeps password and statement out of every failure', async () => {
    const secret = 'hunter2-secret';
    const answers: [string, Answer][] = [
      ['SQL_LOST', { kind: 'cut' }],
      ['SQL_TIMEOUT', { kind: 'hang' }],
      ['SQL_FAILED', { kind: 'error', errno: 1064, message: 'no' }],
      ['SQL_PRIVILEGE', { kind: 'error', errno: 1227, message: 'no' }],
    ];
    for (const [code, answer] of answers) {
      const { endpoint } = await serveAnswer(answer);
      const error = await failureOf(
        runStatement(endpoint, `ALTER USER ops IDENTIFIED BY '${secret}'`, {
          limitMs: answer.kind === 'hang' ? 300 : limitMs,
        }),
      );
      expect(error.code).toBe(code);
      const everything = JSON.stringify([
        error,
        error.message,
        error.stack,
        error.cause,
        Object.entries((error.cause as object) ?? {}),
        String(error.cause),
      ]);
      expect(everything).not.toContain(secret);
      expect(everything).not.toContain('pa55-word');
    }
  });

  it('refuses a second statement in the same call', async () => {
    const { server, endpoint } = await serveAnswer({ kind: 'ok' });
    await runStatement(endpoint, 'SELECT 1; SELECT 2', { limitMs });
    // One packet, whose meaning is the server's: the flag for several statements was not offered.
    expect(server.asked).toEqual(['SELECT 1; SELECT 2']);
  });

  it('lets go of the connection and throws the reason when it is aborted', async () => {
    const { server, endpoint } = await serveAnswer({ kind: 'hang' });
    const abort = new AbortController();
    const outcome = expect(runStatement(endpoint, 'SELECT 1', { limitMs, signal: abort.signal })).rejects.toThrow(
      'cancelled',
    );
    await until('the statement has come', () => server.asked.length === 1);
    abort.abort(new Error('cancelled'));
    await outcome;
    await until('the connection is closed', () => server.connections().now === 0);
  });
});

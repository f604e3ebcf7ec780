import { afterEach, expect, test } from 'vitest';
import { requestHttp } from '../../../activities/net/request-http.ts';
import { findClosedPort, startTcpServer } from '../../fixtures/tcp-server.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const ask = (port: number, limitMs: number) => requestHttp({ host: '127.0.0.1', port, path: '/v1/health', limitMs });

test('a limit that was multiplied by a pace, and is no whole number, is a limit', async () => {
  const silent = await startTcpServer(() => {});
  closers.push(silent.close);
  expect(await ask(silent.port, 1_000 / 3)).toEqual({ kind: 'silent', why: 'no answer within 334 ms' });
  expect(await ask(await findClosedPort(), 20_000 / 3)).toMatchObject({ kind: 'refused' });
});

import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sendNotice } from '../../../activities/notices/send-notice.ts';
import { createTools } from '../../../activities/tools.ts';
import { isMusterError, type MusterError } from '../../../model/error.ts';
import { runInScope } from '../../../activities/context.ts';
import type { Notice } from '../../../model/notices/notice.ts';
import { HookServer } from '../../fixtures/hook-server.ts';
import { findClosedPort } from '../../fixtures/tcp-server.ts';
import { makeCertificates } from '../../fixtures/tls-temporal.ts';
import { until } from '../../fixtures/until.ts';

const HOOK = 'MUSTER_TEST_SEND_HOOK';
const TOKEN = 'T0KEN-of-the-hook-8861';
const NOTICE = JSON.parse(
  readFileSync(new URL('../../model/notices/golden/needs-attention.json', import.meta.url), 'utf8'),
) as Notice;

let server: HookServer;
const tools = createTools();

beforeEach(async () => {
  server = await HookServer.start();
  process.env[HOOK] = server.url(`/hook/${TOKEN}?channel=ops`);
});
afterEach(async () => {
  await server.stop();
  delete process.env[HOOK];
});

const send = (notice = NOTICE) =>
  sendNotice(tools, { url: { from: 'env', name: HOOK }, notice, key: '4kx9t2mq-2-needs-attention-1' });

async function failure(): Promise<MusterError> {
  try {
    await send();
  } catch (error) {
    if (isMusterError(error)) return error;
    throw error;
  }
  throw new Error('it was taken');
}

/** As it would be written into history, and the rest of it besides. */
function textOf(error: MusterError): string {
  const { message, hint, details, cause, stack } = error;
  return JSON.stringify([message, hint, details, String(cause), stack]);
}

test('a hook gets the notice as the JSON of a POST, with its key', async () => {
  expect(await send()).toEqual({ status: 204 });
  expect(server.received).toHaveLength(1);
  expect(server.received[0]).toMatchObject({
    method: 'POST',
    path: `/hook/${TOKEN}?channel=ops`,
    key: '4kx9t2mq-2-needs-attention-1',
    notice: NOTICE,
    headers: { 'content-type': 'application/json', 'user-agent': 'muster' },
  });
});

test('a secret that was resolved in the worker is not in the body', async () => {
  process.env['MUSTER_TEST_PASSWORD'] = 'correct "horse" battery';
  await tools.resolveSecret({ from: 'env', name: 'MUSTER_TEST_PASSWORD' });
  delete process.env['MUSTER_TEST_PASSWORD'];
  await send({ ...NOTICE, why: 'access denied for correct "horse" battery' });
  expect(server.received[0]?.notice.why).toBe('access denied for ******');
});

test.each([400, 404, 500, 503])(
  'an answer %i is told by the name of the reference, and tried again',
  async (status) => {
    server.answer(() => status);
    const error = await failure();
    expect(error).toMatchObject({
      code: 'HOOK_FAILED',
      kind: 'transient',
      message: `The hook env:${HOOK} answered ${status}`,
    });
  },
);

test.each([301, 302, 307, 308])('a redirect %i is not followed', async (status) => {
  const other = await HookServer.start();
  server.answer(() => ({ status, location: other.url(`/${TOKEN}`) }));
  const error = await failure();
  await other.stop();
  expect(error).toMatchObject({
    message: `The hook env:${HOOK} answered ${status}, a redirect`,
    hint: 'give the address that it leads to: none is followed',
  });
  expect(other.received).toEqual([]);
  expect(textOf(error)).not.toContain(TOKEN);
});

test('what cannot be reached is told without its address', async () => {
  const port = await findClosedPort();
  process.env[HOOK] = `http://127.0.0.1:${port}/${TOKEN}`;
  const error = await failure();
  expect(error).toMatchObject({
    kind: 'transient',
    message: `The hook env:${HOOK} could not be reached (ECONNREFUSED)`,
  });
  for (const part of [TOKEN, '127.0.0.1', String(port)]) expect(textOf(error)).not.toContain(part);
});

test('a name that nobody knows is told without it', async () => {
  process.env[HOOK] = `http://no-such-host.invalid/${TOKEN}`;
  const error = await failure();
  expect(error.message).toMatch(/^The hook env:MUSTER_TEST_SEND_HOOK could not be reached \((ENOTFOUND|EAI_AGAIN)\)$/);
  expect(textOf(error)).not.toContain('no-such-host');
});

test('one that hangs is given up when the activity is', async () => {
  server.answer(() => 'hang');
  const controller = new AbortController();
  const sending = runInScope({ signal: controller.signal, attempt: 1, owner: '', reportNote: () => {} }, () => send());
  const outcome = expect(sending).rejects.toThrow('enough');
  await until('it has come', () => server.received.length === 1);
  controller.abort(new Error('enough'));
  await outcome;
});

test.each(['ftp://127.0.0.1/x', 'file:///etc/passwd', 'hooks.example.org/x', 'javascript:alert(1)'])(
  '%s is no address of a hook, and is not repeated',
  async (value) => {
    process.env[HOOK] = value;
    const error = await failure();
    expect(error).toMatchObject({
      code: 'HOOK_FAILED',
      kind: 'transient',
      message: `What env:${HOOK} leads to is no address with https:// or http://`,
    });
    expect(textOf(error)).not.toContain(value);
  },
);

test('a reference that leads nowhere is tried again: the worker may be started anew within the day', async () => {
  delete process.env[HOOK];
  expect(await failure()).toMatchObject({ code: 'SECRET_MISSING', kind: 'transient' });
});

test('a certificate that nobody vouches for is an error, whatever the environment says', async () => {
  const { server: tls } = await makeCertificates();
  const other = await HookServer.start(tls);
  process.env[HOOK] = other.url(`/${TOKEN}`);
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  const error = await failure();
  delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
  await other.stop();
  expect(error.message).toMatch(/^The hook env:MUSTER_TEST_SEND_HOOK has no certificate that is accepted \([A-Z_]+\)$/);
  expect(error.hint).toContain('NODE_EXTRA_CA_CERTS');
  expect(other.received).toEqual([]);
});

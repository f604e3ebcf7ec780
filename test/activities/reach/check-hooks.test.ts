import { afterEach, expect, test } from 'vitest';
import { checkHooks } from '../../../activities/reach/check-hooks.ts';
import { createTools } from '../../../activities/tools.ts';
import { HookServer } from '../../fixtures/hook-server.ts';

const HOOK = 'MUSTER_TEST_CHECKED_HOOK';
const tools = createTools();
const hook = { url: { from: 'env', name: HOOK }, on: ['done'] } as const;

afterEach(() => {
  delete process.env[HOOK];
});

test('a hook whose address the worker has is fine, and hears nothing', async () => {
  const server = await HookServer.start();
  process.env[HOOK] = server.url();
  expect(await checkHooks(tools, [hook, hook])).toEqual([
    { gate: 'hooks', severity: 'ok', subject: `env:${HOOK}`, message: `env:${HOOK} leads to the address of a hook` },
  ]);
  await server.stop();
  expect(server.received).toEqual([]);
});

test('one that the worker cannot find is a warning with the line to set: no operation needs a hook', async () => {
  expect(await checkHooks(tools, [hook])).toMatchObject([
    { gate: 'hooks', severity: 'warning', next: [expect.stringContaining(`export ${HOOK}=`)] },
  ]);
});

test('what is no address is a warning that does not say what it is', async () => {
  process.env[HOOK] = 'hooks.example.org/T0KEN';
  const findings = await checkHooks(tools, [hook]);
  expect(findings).toMatchObject([{ gate: 'hooks', severity: 'warning' }]);
  expect(JSON.stringify(findings)).not.toContain('T0KEN');
});

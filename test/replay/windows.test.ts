import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../../activities/windows.ts';
import type { OperationProgress } from '../../model/operation.ts';
import { packageRoot } from '../../worker/package-root.ts';
import { closedWindow } from '../fixtures/closed-window.ts';
import { give, progressOf, ScriptedWorld, untilState } from '../fixtures/scripted-world.ts';

const codePath = join(packageRoot(), 'dist/workflow-bundle.js');
const directory = mkdtempSync(join(tmpdir(), 'muster-test-windows-'));
const file = join(directory, 'history.json');

let world: ScriptedWorld;
let json: string;

beforeAll(async () => {
  world = await ScriptedWorld.create();
});
afterAll(async () => {
  await world.close();
  rmSync(directory, { recursive: true });
});

/** The zones are asked for real. */
const really = () => world.script('ask', async (input) => await ask(input as never));

test('with a window function that throws, another worker tells what was answered before', async () => {
  really();
  const windows = closedWindow({ timezone: 'America/New_York' });
  const handle = await world.start({ verb: 'restart', role: 'fe', nodes: ['fe-2'], windows });
  const { window } = await untilState(handle, 'waiting');
  expect(window).toMatchObject({ step: 'fe-2/stop', span: windows.spans[0], timezone: 'America/New_York' });
  world.script('ask', () => {
    throw new Error('nobody may be asked again');
  });
  await world.replaceWorker();
  expect((await progressOf(handle)).window).toEqual(window);
  really();
  // All week: it asks, and is told so.
  await give(handle, 'window', { windows: { ...windows, spans: ['MON-00:00,SUN-24:00'] } });
  expect(((await handle.result()) as OperationProgress).state).toBe('done');
  json = historyToJSON(await handle.fetchHistory());
  writeFileSync(file, json);
});

test.each(['UTC', 'America/New_York', 'Pacific/Chatham'])('a replay under TZ=%s agrees', async (zone) => {
  const script = fileURLToPath(new URL('replay-elsewhere.js', import.meta.url));
  const env = { ...process.env, TZ: zone };
  const { stdout } = await promisify(execFile)(process.execPath, [script, codePath, file], { env });
  expect(stdout).toMatch(zone === 'UTC' ? /^replayed at .*GMT\+0000/ : /^replayed at .*GMT(?!\+0000)/);
});

test('it is the recorded answer that is used: with another one the same history does not replay', async () => {
  const history = historyFromJSON(JSON.parse(json));
  // The marker of a patch has no result.
  const payload = history.events?.find((event) => event.markerRecordedEventAttributes?.details?.result)
    ?.markerRecordedEventAttributes?.details?.result?.payloads?.[0];
  const recorded = JSON.parse(new TextDecoder().decode(payload?.data ?? new Uint8Array())) as { open: boolean };
  expect(recorded.open).toBe(false);
  if (payload) payload.data = new TextEncoder().encode(JSON.stringify({ ...recorded, open: true }));
  const replayed = Worker.runReplayHistory({ workflowBundle: { codePath } }, history, 'altered');
  await expect(replayed).rejects.toThrow(/determinism/i);
});

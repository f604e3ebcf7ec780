import { expect, test } from 'vitest';
import type { OperationProgress } from '../../model/operation.ts';
import { AUTO_DROP, BALANCE, CLONE_SLOTS, setKnob } from '../../model/starrocks/knobs/knobs.ts';
import { closedWindow } from '../fixtures/closed-window.ts';
import { nodesOf } from '../fixtures/cluster-state.ts';
import { backendRow, fill, knobNotes, knobOf, sql } from '../fixtures/sandbox-data.ts';
import { give, untilState } from '../fixtures/scripted-world.ts';
import { until } from '../fixtures/until.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { withSandbox } from '../fixtures/with-sandbox.ts';

const runner = useRunner();

const FOUR = { hosts: 1, frontends: 1, backends: 4, speed: 20 } as const;
const ALL_WEEK = closedWindow({ spans: ['MON-00:00,SUN-24:00'] });

test('a gentle drain empties its backend outside of the window; it is dropped within, and everything is put back', async () => {
  await withSandbox(FOUR, async (sandbox) => {
    await fill(sandbox);
    const request = { verb: 'remove', role: 'be', nodes: ['be-4'], windows: closedWindow({ gentleSlots: 2 }) } as const;
    const handle = await runner.start(sandbox.cluster, request);
    await until('it is throttled', async () => (await knobOf(sandbox, CLONE_SLOTS)) === '2', 120_000);
    await until('it is empty', async () => (await backendRow(sandbox, 'be-4'))?.TabletNum === '0', 120_000);
    const waiting = await until('it waits', async () => {
      const progress = await untilState(handle, 'waiting');
      return progress.window?.step === 'be-4/drop' && progress;
    });
    expect(waiting.steps.find(({ id }) => id === 'drained')?.state).toBe('done');
    // As after a change of the leader; with the other switch lost the database would drop it by itself.
    await sql(sandbox, setKnob(CLONE_SLOTS, '8'));
    await until('its switches are watched over', async () => (await knobOf(sandbox, CLONE_SLOTS)) === '2', 60_000);
    expect(await knobOf(sandbox, AUTO_DROP)).toBe('false');
    expect(await backendRow(sandbox, 'be-4')).toBeDefined();
    await give(handle, 'window', { windows: ALL_WEEK });
    expect((await runner.finish(handle)).state).toBe('done');
    expect(await backendRow(sandbox, 'be-4')).toBeUndefined();
    expect([await knobOf(sandbox, AUTO_DROP), await knobOf(sandbox, CLONE_SLOTS)]).toEqual(['true', '8']);
    expect(knobNotes(sandbox)).toEqual([]);
  });
});

test('a backend serves, with the balancing as it was, until its restart may begin', async () => {
  await withSandbox({ ...FOUR, backends: 3 }, async (sandbox) => {
    const before = (await nodesOf(sandbox)).find(({ name }) => name === 'be-2');
    const request = { verb: 'restart', role: 'be', nodes: ['be-2'], windows: closedWindow() } as const;
    const handle = await runner.start(sandbox.cluster, request);
    await untilState(handle, 'waiting');
    expect((await nodesOf(sandbox)).find(({ name }) => name === 'be-2')).toEqual(before);
    expect(await knobOf(sandbox, BALANCE)).toBe('false');
    await give(handle, 'window', { now: true });
    const ended: OperationProgress = await runner.finish(handle);
    expect(ended.state).toBe('done');
    expect(ended.windows?.overridden).toMatchObject({ by: 'test@here', why: 'a test' });
  });
});

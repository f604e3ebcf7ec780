import type { WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { describe, expect, test } from 'vitest';
import { lossPhrase } from '../../model/loss-phrase.ts';
import type { OperationProgress, OperationRequest } from '../../model/operation.ts';
import { AUTO_DROP, CLONE_SLOTS } from '../../model/starrocks/knobs/knobs.ts';
import { nodesOf } from '../fixtures/cluster-state.ts';
import { backendRow, fill, handleOf, knobNotes, knobOf, sql, storageOf } from '../fixtures/sandbox-data.ts';
import { give, progressOf, untilState } from '../fixtures/scripted-world.ts';
import type { TestSandbox } from '../fixtures/test-sandbox.ts';
import { until } from '../fixtures/until.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { withSandbox } from '../fixtures/with-sandbox.ts';

const runner = useRunner();

const FOUR = { hosts: 1, frontends: 1, backends: 4, speed: 20 } as const;

type Handle = WorkflowHandleWithFirstExecutionRunId;

function start(
  { cluster }: TestSandbox,
  nodes: readonly string[],
  request: Partial<OperationRequest> = {},
): Promise<Handle> {
  return runner.start(cluster, { verb: 'remove', role: 'be', nodes, ...request });
}

async function remove(
  sandbox: TestSandbox,
  nodes: readonly string[],
  request: Partial<OperationRequest> = {},
): Promise<OperationProgress> {
  return await runner.finish(await start(sandbox, nodes, request));
}

/** Neither registered nor running, its storage aside. */
async function expectGone(sandbox: TestSandbox, name: string): Promise<void> {
  expect(await backendRow(sandbox, name)).toBeUndefined();
  const node = (await nodesOf(sandbox)).find((one) => one.name === name);
  expect(node).toMatchObject({ registered: false, state: 'stopped' });
  expect(storageOf(sandbox, name)).toEqual([expect.stringMatching(/^storage\.removed-/)]);
}

/** As the product has them by itself; no note on any host. */
async function expectSwitchesBack(sandbox: TestSandbox): Promise<void> {
  expect(await knobOf(sandbox, AUTO_DROP)).toBe('true');
  expect(await knobOf(sandbox, CLONE_SLOTS)).toBe('8');
  expect(knobNotes(sandbox)).toEqual([]);
}

/** Nothing moves before `moveOn`: a drain of a few tablets may be over sooner than what is done to it is done. */
async function holdDrain(sandbox: TestSandbox): Promise<Partial<OperationRequest>> {
  await sandbox.control('fault', { name: 'scheduler-off' });
  return { accept: { scheduler: 'it is switched on again' } };
}

async function moveOn(sandbox: TestSandbox): Promise<void> {
  await sandbox.control('cure', { name: 'scheduler-off' });
}

async function expectAllHealthy(sandbox: TestSandbox, tablets: number, replicas: number): Promise<void> {
  const total = (await sql(sandbox, "SHOW PROC '/statistic'")).find((row) => row['DbId'] === 'Total');
  expect(total).toMatchObject({
    TabletNum: String(tablets),
    ReplicaNum: String(replicas),
    UnhealthyTabletNum: '0',
  });
}

function stepOf(progress: OperationProgress, id: string) {
  return progress.steps.find((step) => step.id === id);
}

function statementsOf(progress: OperationProgress): readonly string[] {
  return progress.steps.flatMap(({ evidence = [] }) =>
    evidence.flatMap(({ action }) => (action.kind === 'sql' ? [action.statement] : [])),
  );
}

async function untilDraining(sandbox: TestSandbox, handle: Handle): Promise<void> {
  await until('it waits for the drain', async () => {
    const { steps, attention, failure } = await progressOf(handle);
    if (attention !== undefined || failure !== undefined) throw new Error(JSON.stringify({ attention, failure }));
    return steps.find(({ id }) => id === 'drained')?.state === 'running';
  });
  expect(await knobOf(sandbox, AUTO_DROP)).toBe('false');
}

describe.concurrent('remove a backend', { timeout: 240_000 }, () => {
  test('drains it, drops it, stops it, and puts the switch back; the others have everything', async () => {
    await withSandbox(FOUR, async (sandbox) => {
      await fill(sandbox);
      const progress = await remove(sandbox, ['be-4']);
      expect(progress).toMatchObject({ state: 'done' });
      await expectGone(sandbox, 'be-4');
      await expectSwitchesBack(sandbox);
      await expectAllHealthy(sandbox, 12, 36);
      const handle = handleOf(sandbox, 'be-4');
      expect(statementsOf(progress)).toEqual([
        `ADMIN SET FRONTEND CONFIG ("${AUTO_DROP}" = "false")`,
        `ALTER SYSTEM DECOMMISSION BACKEND '${handle}'`,
        `ALTER SYSTEM DROP BACKEND '${handle}'`,
        `ADMIN SET FRONTEND CONFIG ("${AUTO_DROP}" = "true")`,
      ]);
      expect(stepOf(progress, 'drained')?.note).toBe('be-4 is empty');
      expect(stepOf(progress, 'be-4/empty')?.note).toBe('be-4 is empty, asked twice; all tablets are healthy');
    });
  });

  test('drains two as a set, each shown', async () => {
    await withSandbox({ ...FOUR, backends: 5 }, async (sandbox) => {
      await fill(sandbox);
      const progress = await remove(sandbox, ['be-4', 'be-5']);
      expect(progress).toMatchObject({ state: 'done' });
      for (const name of ['be-4', 'be-5']) await expectGone(sandbox, name);
      await expectSwitchesBack(sandbox);
      await expectAllHealthy(sandbox, 12, 36);
      expect(stepOf(progress, 'drained')?.note).toBe('be-4 is empty; be-5 is empty');
      const sent = statementsOf(progress).map((statement) => statement.split(' ').slice(2, 3).join(' '));
      expect(sent).toEqual(['FRONTEND', 'DECOMMISSION', 'DECOMMISSION', 'DROP', 'DROP', 'FRONTEND']);
    });
  });

  test('takes up one that drains, one that is empty and one that is gone, with no second statement', async () => {
    await withSandbox({ ...FOUR, backends: 6 }, async (sandbox) => {
      await fill(sandbox);
      await sql(sandbox, `ADMIN SET FRONTEND CONFIG ("${AUTO_DROP}" = "false")`);
      await sql(sandbox, `ALTER SYSTEM DECOMMISSION BACKEND '${handleOf(sandbox, 'be-5')}'`);
      await until('be-5 is empty', async () => (await backendRow(sandbox, 'be-5'))?.['TabletNum'] === '0' || undefined);
      await sql(sandbox, `ALTER SYSTEM DROP BACKEND '${handleOf(sandbox, 'be-6')}' FORCE`);
      await sandbox.control('fault', { name: 'scheduler-off' });
      await sql(sandbox, `ALTER SYSTEM DECOMMISSION BACKEND '${handleOf(sandbox, 'be-4')}'`);
      const handle = await start(sandbox, ['be-4', 'be-5', 'be-6'], {
        accept: { unhealthy: 'be-6 was just dropped', scheduler: 'it is switched on again' },
      });
      await untilDraining(sandbox, handle);
      await sandbox.control('cure', { name: 'scheduler-off' });
      const progress = await runner.finish(handle);
      expect(progress).toMatchObject({ state: 'done' });
      for (const name of ['be-4', 'be-5', 'be-6']) await expectGone(sandbox, name);
      expect(await knobOf(sandbox, AUTO_DROP)).toBe('false');
      expect(knobNotes(sandbox)).toEqual([]);
      expect(statementsOf(progress).filter((statement) => statement.includes('DECOMMISSION'))).toEqual([]);
      expect(stepOf(progress, 'be-4/decommission')?.evidence?.[0]?.action).toMatchObject({
        because: expect.stringMatching(/^it drains already, \d+ replicas are left: taken up as it is$/),
      });
    });
  });

  test('undone: it does not drain any more, the switch is back, nothing is lost', async () => {
    await withSandbox(FOUR, async (sandbox) => {
      await fill(sandbox);
      const handle = await start(sandbox, ['be-4'], await holdDrain(sandbox));
      await untilDraining(sandbox, handle);
      await give(handle, 'undo');
      const progress = await runner.finish(handle);
      expect(progress).toMatchObject({ state: 'undone' });
      expect(await backendRow(sandbox, 'be-4')).toMatchObject({ SystemDecommissioned: 'false', Alive: 'true' });
      await expectSwitchesBack(sandbox);
      expect(statementsOf(progress).slice(-2)).toEqual([
        `CANCEL DECOMMISSION BACKEND '${handleOf(sandbox, 'be-4')}'`,
        `ADMIN SET FRONTEND CONFIG ("${AUTO_DROP}" = "true")`,
      ]);
    });
  });

  test('paused while the leader changes: the switch is set again, and nothing is dropped until it goes on', async () => {
    await withSandbox({ ...FOUR, hosts: 3, frontends: 3 }, async (sandbox) => {
      // Too slow to be over before the switches are set again, whoever leads.
      await fill(sandbox, { rate: 0.001 });
      const handle = await start(sandbox, ['be-4']);
      await untilDraining(sandbox, handle);
      await give(handle, 'tune', { knob: CLONE_SLOTS, value: '16' });
      await until('the slots are set', async () => (await knobOf(sandbox, CLONE_SLOTS)) === '16' || undefined);
      // A look that the tune cut short takes its news with it.
      await until('the next epoch looks', async () => {
        const { pendingActivities } = (await handle.describe()).raw;
        return pendingActivities?.some(({ activityId }) => activityId?.startsWith('drained#')) || undefined;
      });
      await give(handle, 'pause');
      const leader = (await nodesOf(sandbox)).find(({ role }) => role === 'LEADER')?.name ?? '';
      await sandbox.control('kill', { node: leader });
      await until('another one leads', async () => {
        const now = (await nodesOf(sandbox)).find(({ role }) => role === 'LEADER')?.name;
        return (now !== undefined && now !== leader) || undefined;
      });
      // The new one was told too, by the old one; one that had been away would not have been.
      await sandbox.control('fault', { name: 'knobs-lost' });
      await sandbox.control('start', { node: leader });
      await until('the switches are set again', async () => {
        const values = [await knobOf(sandbox, AUTO_DROP), await knobOf(sandbox, CLONE_SLOTS)];
        return (values[0] === 'false' && values[1] === '16') || undefined;
      });
      await sandbox.control('data', { rate: 50 });
      await until(
        'it is empty',
        async () => stepOf(await progressOf(handle), 'drained')?.state === 'done' || undefined,
      );
      expect(await backendRow(sandbox, 'be-4')).toMatchObject({ SystemDecommissioned: 'true', TabletNum: '0' });
      expect((await progressOf(handle)).state).toBe('paused');
      await give(handle, 'resume');
      const progress = await runner.finish(handle);
      expect(progress).toMatchObject({ state: 'done' });
      await expectGone(sandbox, 'be-4');
      await expectSwitchesBack(sandbox);
      const notes = stepOf(progress, 'drained')?.progress?.notes?.map(({ text }) => text);
      expect(notes?.some((text) => text.startsWith(`${AUTO_DROP} was true on `))).toBe(true);
    });
  });

  test('goes on where one whose history is lost stood, and puts back what that one found', async () => {
    await withSandbox(FOUR, async (sandbox) => {
      await fill(sandbox, { tables: 4 });
      await sql(sandbox, `ADMIN SET FRONTEND CONFIG ("${CLONE_SLOTS}" = "4")`);
      const lost = await start(sandbox, ['be-4'], await holdDrain(sandbox));
      await untilDraining(sandbox, lost);
      await give(lost, 'tune', { knob: CLONE_SLOTS, value: '2' });
      await until('the slots are set', async () => (await knobOf(sandbox, CLONE_SLOTS)) === '2' || undefined);
      await lost.terminate('the state directory was deleted');
      expect(knobNotes(sandbox)).toHaveLength(1);
      await moveOn(sandbox);
      const progress = await remove(sandbox, ['be-4']);
      expect(progress).toMatchObject({ state: 'done' });
      const said = stepOf(progress, 'cluster')
        ?.findings?.map(({ message }) => message)
        .join('\n');
      expect(said).not.toContain(`${AUTO_DROP} is false already`);
      await expectGone(sandbox, 'be-4');
      expect(await knobOf(sandbox, AUTO_DROP)).toBe('true');
      expect(await knobOf(sandbox, CLONE_SLOTS)).toBe('4');
      expect(knobNotes(sandbox)).toEqual([]);
      expect(statementsOf(progress).filter((statement) => statement.includes('DECOMMISSION'))).toEqual([]);
    });
  });

  test('says that somebody cancelled it, and drains it again when told to', async () => {
    await withSandbox(FOUR, async (sandbox) => {
      await fill(sandbox);
      const handle = await start(sandbox, ['be-4'], await holdDrain(sandbox));
      await untilDraining(sandbox, handle);
      await sql(sandbox, `CANCEL DECOMMISSION BACKEND '${handleOf(sandbox, 'be-4')}'`);
      const { attention } = await untilState(handle, 'needs attention');
      expect(attention?.failure.message).toMatch(/^be-4 does not drain any more: its DECOMMISSION was cancelled/);
      await moveOn(sandbox);
      await give(handle, 'retry');
      expect(await runner.finish(handle)).toMatchObject({ state: 'done' });
      await expectGone(sandbox, 'be-4');
      await expectSwitchesBack(sandbox);
    });
  });

  test('abandoned with the switch put back: the database drops it by itself', async () => {
    await withSandbox(FOUR, async (sandbox) => {
      await fill(sandbox);
      const handle = await start(sandbox, ['be-4'], await holdDrain(sandbox));
      await untilDraining(sandbox, handle);
      await give(handle, 'abandon', { choice: 'put-back' });
      expect(await runner.finish(handle)).toMatchObject({ state: 'abandoned' });
      await expectSwitchesBack(sandbox);
      await moveOn(sandbox);
      await until('it vanishes', async () => ((await backendRow(sandbox, 'be-4')) === undefined ? true : undefined));
      expect(await remove(sandbox, ['be-4'])).toMatchObject({ state: 'done' });
      await expectGone(sandbox, 'be-4');
    });
  });

  test('--lost: what has a replica elsewhere is saved, what has none is dropped only with the phrase', async () => {
    await withSandbox({ ...FOUR, backends: 5 }, async (sandbox) => {
      await fill(sandbox);
      await fill(sandbox, { tables: 1, tablets: 5, replicas: 1 });
      await sandbox.control('kill', { node: 'be-5' });
      await until('it is dead', async () => (await backendRow(sandbox, 'be-5'))?.['Alive'] === 'false' || undefined);
      const lost = { lost: true, accept: { unhealthy: 'it is dead' } };
      const refused = await remove(sandbox, ['be-5'], lost);
      expect(refused).toMatchObject({ state: 'refused' });
      expect(stepOf(refused, 'cluster')?.findings?.find(({ gate }) => gate === 'loss')).toMatchObject({
        severity: 'refusal',
      });
      const phrase = lossPhrase(['be-5']);
      const progress = await remove(sandbox, ['be-5'], { ...lost, confirm: [phrase, phrase] });
      expect(progress).toMatchObject({ state: 'done' });
      expect(await backendRow(sandbox, 'be-5')).toBeUndefined();
      expect(storageOf(sandbox, 'be-5')).toEqual(['storage']);
      expect(statementsOf(progress)).toContain(`ALTER SYSTEM DROP BACKEND '${handleOf(sandbox, 'be-5')}' FORCE`);
      await expectSwitchesBack(sandbox);
    });
  });

  test('--lost: what became the last copy meanwhile is not dropped with what was confirmed', async () => {
    await withSandbox({ ...FOUR, speed: 50 }, async (sandbox) => {
      await fill(sandbox, { replicas: 2 });
      await fill(sandbox, { tables: 1, tablets: 4, replicas: 1 });
      const die = async (name: string) => {
        await sandbox.control('kill', { node: name });
        await until('it is dead', async () => (await backendRow(sandbox, name))?.['Alive'] === 'false' || undefined);
      };
      // Before it dies: what it had is not to be copied meanwhile.
      await sandbox.control('fault', { name: 'scheduler-off' });
      await die('be-4');
      const phrase = lossPhrase(['be-4']);
      const accept = { unhealthy: 'it is dead', scheduler: 'on purpose' };
      const handle = await start(sandbox, ['be-4'], { lost: true, accept, confirm: [phrase, phrase] });
      await untilDraining(sandbox, handle);
      await die('be-3');
      const { attention } = await untilState(handle, 'needs attention');
      expect(attention?.failure.message).toMatch(
        /^be-4 has the last replica of \d+ tablets by now, and \d were confirmed/,
      );
      expect(attention?.failure.hint).toContain('muster remove be-4 --lost');
      expect(await backendRow(sandbox, 'be-4')).toMatchObject({ SystemDecommissioned: 'true' });
      await give(handle, 'undo');
      expect(await runner.finish(handle)).toMatchObject({ state: 'undone' });
      await expectSwitchesBack(sandbox);
    });
  });

  test('--no-drain: dropped at once with the phrase, and not without it', async () => {
    await withSandbox(FOUR, async (sandbox) => {
      await fill(sandbox);
      const [phrase] = [lossPhrase(['be-4'])];
      expect(await remove(sandbox, ['be-4'], { noDrain: true, confirm: [phrase] })).toMatchObject({ state: 'refused' });
      expect(await backendRow(sandbox, 'be-4')).toMatchObject({ SystemDecommissioned: 'false' });
      const progress = await remove(sandbox, ['be-4'], { noDrain: true, confirm: [phrase, phrase] });
      expect(progress).toMatchObject({ state: 'done' });
      expect(statementsOf(progress)).toEqual([`ALTER SYSTEM DROP BACKEND '${handleOf(sandbox, 'be-4')}' FORCE`]);
      await expectGone(sandbox, 'be-4');
      await expectSwitchesBack(sandbox);
    });
  });
});

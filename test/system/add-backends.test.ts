import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { expect, test } from 'vitest';
import type { OperationProgress } from '../../model/operation.ts';
import { parseKnobNote, writeKnobNote } from '../../model/starrocks/knobs/knob-note.ts';
import { AUTO_DROP } from '../../model/starrocks/knobs/knobs.ts';
import { nodesOf } from '../fixtures/cluster-state.ts';
import { knobNotes, knobOf, sql } from '../fixtures/sandbox-data.ts';
import { give, makeGate, untilState } from '../fixtures/scripted-world.ts';
import type { TestSandbox } from '../fixtures/test-sandbox.ts';
import { untilStep } from '../fixtures/until-step.ts';
import { readEndState, withoutRemains } from '../faults/end-state.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { withSandbox } from '../fixtures/with-sandbox.ts';

/** Activities of the workflow that are to wait, as `<workflow id> <activity>`. */
const waiting = new Map<string, Promise<void>>();
const holdUp: ActivityInterceptorsFactory = ({ info }) => ({
  inbound: {
    async execute(input, next) {
      await waiting.get(`${info.workflowExecution?.workflowId} ${info.activityType}`);
      return await next(input);
    },
  },
});

const runner = useRunner({ faults: [holdUp] });

const SIZE = { hosts: 1, speed: 20, backends: 1, backendHosts: 3, computeNodeHosts: 1 };

async function servingOf(sandbox: TestSandbox): Promise<readonly string[]> {
  return (await nodesOf(sandbox))
    .filter(({ alive, registered, state }) => alive && registered && state === 'serving')
    .map(({ name }) => name);
}

test.concurrent('two backends and a compute node join; asked again, nothing is done', async () => {
  await withSandbox(SIZE, async (sandbox) => {
    const before = await readEndState(sandbox);
    const planned = await runner.run(sandbox.cluster, { role: 'be', nodes: ['be-2', 'be-3'], mode: 'plan' });
    expect(planned.state).toBe('planned');
    expect(await readEndState(sandbox)).toEqual(before);
    const added = await runner.run(sandbox.cluster, { role: 'be', nodes: ['be-2', 'be-3'] });
    expect(added.state).toBe('done');
    expect(added.steps.filter(({ node }) => node === 'be-3').map(({ id, state }) => `${id} ${state}`)).toEqual([
      'be-3/host done',
      'be-3/package done',
      'be-3/config done',
      'be-3/storage done',
      'be-3/register done',
      'be-3/start done',
      'be-3/serving done',
    ]);
    expect(await servingOf(sandbox)).toEqual(['fe-1', 'be-1', 'be-2', 'be-3']);
    const joined = await runner.run(sandbox.cluster, { role: 'cn', nodes: ['cn-1'] });
    expect(joined.state).toBe('done');
    expect(await servingOf(sandbox)).toEqual(['fe-1', 'be-1', 'be-2', 'be-3', 'cn-1']);

    const again = await runner.run(sandbox.cluster, { role: 'be', nodes: ['be-2', 'be-3'] });
    expect(again.state).toBe('done');
    expect(again.steps.filter(({ kind }) => kind === 'change')).toEqual([]);
    expect(again.steps[0]?.findings?.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^be-3 \(.*:9050\) is registered and serves already/),
    );
  });
});

test.concurrent('one that dies when it is started is held, and an undo leaves the cluster as it was', async () => {
  await withSandbox(SIZE, async (sandbox) => {
    const before = await readEndState(sandbox);
    await sandbox.control('fault', { name: 'crash-on-start', node: 'be-2' });
    const handle = await runner.start(sandbox.cluster, { role: 'be', nodes: ['be-2'] });
    const held = await untilState(handle, 'needs attention');
    expect(held.attention?.failure.hint).toContain('be.WARNING');
    await give(handle, 'undo');
    expect(((await handle.result()) as OperationProgress).state).toBe('undone');
    expect(withoutRemains(await readEndState(sandbox))).toEqual(withoutRemains(before));
  });
});

test.concurrent('the undo of one that holds tablets by then is a drain: they move, then it is dropped', async () => {
  await withSandbox(SIZE, async (sandbox) => {
    const before = await readEndState(sandbox);
    await sandbox.control('fault', { name: 'crash-on-start', node: 'be-3' });
    const handle = await runner.start(sandbox.cluster, { role: 'be', nodes: ['be-2', 'be-3'], limit: 1 });
    await untilState(handle, 'needs attention');
    await sandbox.control('sql', { statement: 'CREATE DATABASE shop' });
    const spread = 'DISTRIBUTED BY HASH(id) BUCKETS 8 PROPERTIES ("replication_num" = "1")';
    await sandbox.control('sql', { statement: `CREATE TABLE shop.orders (id INT) ${spread}` });
    await give(handle, 'undo');
    const undone = (await handle.result()) as OperationProgress;
    expect(undone.state).toBe('undone');
    const ids = undone.steps.filter(({ undo, node }) => undo && node === 'be-2').map(({ id }) => id);
    expect(ids.slice(0, 6)).toEqual([
      'be-2/undo-register',
      'be-2/undo-switches',
      'be-2/undo-decommission',
      'be-2/undo-drained',
      'be-2/undo-drop',
      'be-2/undo-restore',
    ]);
    expect(withoutRemains(await readEndState(sandbox))).toEqual(withoutRemains(before));
  });
});

test.concurrent('an undo that drains beside the drain of another operation leaves the switch to that one', async () => {
  await withSandbox(SIZE, async (sandbox) => {
    // As the other one has left it: set, with its note on the host.
    await sql(sandbox, `ADMIN SET FRONTEND CONFIG ("${AUTO_DROP}" = "false")`);
    const entry = { original: 'true', ours: 'false', operation: 'the drain', since: '2026-11-29T00:00:00Z' };
    const note = writeKnobNote({ cluster: sandbox.cluster.name, knobs: { [AUTO_DROP]: entry } });
    const host = sandbox.info.hostsList.find(({ role }) => role === 'fe');
    writeFileSync(join(host?.root ?? '', 'opt/starrocks/fe/.muster-knobs.json'), note);
    await sandbox.control('fault', { name: 'crash-on-start', node: 'be-3' });
    const handle = await runner.start(sandbox.cluster, { role: 'be', nodes: ['be-2', 'be-3'], limit: 1 });
    await untilState(handle, 'needs attention');
    await sandbox.control('data', { tables: 1, tablets: 4, replicas: 1 });
    await give(handle, 'undo');
    const undone = (await handle.result()) as OperationProgress;
    expect(undone.state).toBe('undone');
    expect(undone.steps.find(({ id }) => id === 'be-2/undo-restore')?.evidence).toMatchObject([
      { action: { kind: 'nothing', because: expect.stringContaining('run the drain') } },
    ]);
    expect(await knobOf(sandbox, AUTO_DROP)).toBe('false');
    expect(knobNotes(sandbox)).toEqual([note]);
  });
});

test.concurrent('a drain that ends while the undo of another operation drains leaves it the switch, and the note with the first value', async () => {
  await withSandbox({ ...SIZE, backends: 2, backendHosts: 4 }, async (sandbox) => {
    await sandbox.control('fault', { name: 'crash-on-start', node: 'be-4' });
    const adding = await runner.start(sandbox.cluster, { role: 'be', nodes: ['be-3', 'be-4'], limit: 1 });
    await untilState(adding, 'needs attention');
    await sandbox.control('data', { tables: 1, tablets: 6, replicas: 1 });

    const drainEnds = makeGate();
    const undoDrops = makeGate();
    const drain = { id: crypto.randomUUID(), verb: 'remove', role: 'be', nodes: ['be-2'] } as const;
    waiting.set(`test/${drain.id} starrocks.backends.restoreKnobs.perform`, drainEnds.opened);
    waiting.set(`${adding.workflowId} starrocks.backends.drop.perform`, undoDrops.opened);
    try {
      const draining = await runner.start(sandbox.cluster, drain);
      await untilStep(draining, 'switches', 'done');
      await give(adding, 'undo');
      await untilStep(adding, 'be-3/undo-switches', 'done');
      drainEnds.open();
      const drained = await runner.finish(draining);
      expect(drained.state).toBe('done');
      expect(drained.steps.find(({ id }) => id === 'restore')?.evidence?.[0]?.action).toMatchObject({
        because: expect.stringContaining(`is held by operation ${adding.workflowId.replace('test/', '')} as well`),
      });
      expect(await knobOf(sandbox, AUTO_DROP)).toBe('false');
      expect(knobNotes(sandbox).map((text) => parseKnobNote(text)?.knobs[AUTO_DROP])).toMatchObject([
        { original: 'true', workflow: adding.workflowId },
      ]);
      undoDrops.open();
      expect(((await adding.result()) as OperationProgress).state).toBe('undone');
    } finally {
      drainEnds.open();
      undoDrops.open();
    }
    expect(await knobOf(sandbox, AUTO_DROP)).toBe('true');
    expect(knobNotes(sandbox)).toEqual([]);
    expect(await servingOf(sandbox)).toEqual(['fe-1', 'be-1']);
  });
});

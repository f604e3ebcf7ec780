import { describe, expect, test } from 'vitest';
import type { OperationProgress } from '../../model/operation.ts';
import type { Answer } from '../../sandbox/starrocks/model/answer.ts';
import { nodesOf } from '../fixtures/cluster-state.ts';
import { OperationRunner, startTestWorker } from '../fixtures/operation-runner.ts';
import { give, untilState } from '../fixtures/scripted-world.ts';
import type { TestSandbox } from '../fixtures/test-sandbox.ts';
import { until } from '../fixtures/until.ts';
import { injectFault } from '../faults/inject-fault.ts';
import { readEndState, withoutRemains } from '../faults/end-state.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { withSandbox } from '../fixtures/with-sandbox.ts';

const runner = useRunner();

async function sql(sandbox: TestSandbox, statement: string): Promise<readonly (readonly (string | null)[])[]> {
  const answer = await sandbox.control<Answer>('sql', { statement });
  if (answer.kind === 'error') throw new Error(JSON.stringify(answer));
  return answer.kind === 'rows' ? (answer.rows as readonly (readonly (string | null)[])[]) : [];
}

async function switchesOf(sandbox: TestSandbox): Promise<Record<string, string | null>> {
  const rows = await sql(sandbox, "ADMIN SHOW FRONTEND CONFIG LIKE '%balance%'");
  return Object.fromEntries(
    rows.map((row) => [row[0] ?? '', row[2] ?? null] as const).filter(([name]) => name.includes('disable_')),
  );
}

async function pidsOf(sandbox: TestSandbox): Promise<Record<string, number | null>> {
  return Object.fromEntries((await nodesOf(sandbox)).map(({ name, pid }) => [name, pid]));
}

describe.concurrent('a rolling restart', () => {
  test('of all backends: each with a new process, one after the other, and the switches are as before', async () => {
    await withSandbox({ hosts: 1, speed: 20, backends: 3 }, async (sandbox) => {
      await sql(sandbox, 'CREATE DATABASE shop');
      await sql(
        sandbox,
        'CREATE TABLE shop.orders (id INT) DISTRIBUTED BY HASH(id) BUCKETS 4 PROPERTIES ("replication_num" = "3")',
      );
      const before = await pidsOf(sandbox);
      const switches = await switchesOf(sandbox);
      const names = ['be-1', 'be-2', 'be-3'];
      const progress = await runner.run(sandbox.cluster, { verb: 'restart', role: 'be', nodes: names });
      expect(progress.attention?.failure).toBeUndefined();
      expect(progress.state).toBe('done');
      const after = await pidsOf(sandbox);
      for (const name of names) expect(after[name]).not.toBe(before[name]);
      expect((await nodesOf(sandbox)).every(({ alive, state }) => alive && state === 'serving')).toBe(true);
      expect(await switchesOf(sandbox)).toEqual(switches);
      const ends = progress.steps.filter(({ id }) => id.endsWith('/healthy')).map(({ endedAt = '' }) => endedAt);
      const stops = progress.steps.filter(({ id }) => id.endsWith('/stop')).map(({ startedAt = '' }) => startedAt);
      expect(ends[0]! <= stops[1]! && ends[1]! <= stops[2]!).toBe(true);
    });
  });

  test('is refused with a table of one replica there, until a person knows better, and with another backend dead', async () => {
    await withSandbox({ hosts: 1, speed: 20, backends: 2 }, async (sandbox) => {
      await sql(sandbox, 'CREATE DATABASE shop');
      await sql(
        sandbox,
        'CREATE TABLE shop.one (id INT) DISTRIBUTED BY HASH(id) BUCKETS 4 PROPERTIES ("replication_num" = "1")',
      );
      const request = { verb: 'restart', role: 'be', nodes: ['be-1'] } as const;
      const refused = await runner.run(sandbox.cluster, request);
      expect(refused.state).toBe('refused');
      const spare = refused.steps[0]?.findings?.find(
        ({ gate, severity }) => gate === 'spare' && severity === 'refusal',
      );
      expect(spare?.message).toContain('shop.one');
      const accepted = await runner.run(sandbox.cluster, { ...request, accept: { spare: 'nobody reads it at night' } });
      expect(accepted.state).toBe('done');

      await sandbox.control('kill', { node: 'be-2' });
      const { state, steps } = await runner.run(sandbox.cluster, request);
      expect(state).toBe('refused');
      expect(steps[0]?.findings?.filter(({ severity }) => severity === 'refusal').map(({ gate }) => gate)).toContain(
        'spare',
      );
    });
  });

  test('with one that does not come back starts it once more, puts the switches back and holds; a retry ends it', async () => {
    await withSandbox({ hosts: 1, speed: 20, backends: 2 }, async (sandbox) => {
      const switches = await switchesOf(sandbox);
      const end = await readEndState(sandbox);
      await sandbox.control('fault', { name: 'crash-on-start', node: 'be-1' });
      const handle = await runner.start(sandbox.cluster, { verb: 'restart', role: 'be', nodes: ['be-1'] });
      const held = await untilState(handle, 'needs attention');
      expect(held.steps.find(({ id }) => id === 'be-1/rescue')).toMatchObject({ state: 'done' });
      expect(held.steps.find(({ id }) => id === 'be-1/rescue-switches')).toMatchObject({ state: 'done' });
      expect(await switchesOf(sandbox)).toEqual(switches);
      await give(handle, 'retry');
      expect(((await handle.result()) as OperationProgress).state).toBe('done');
      expect(withoutRemains(await readEndState(sandbox))).toEqual(withoutRemains(end));
    });
  });
});

describe.concurrent('compute nodes', () => {
  test('restart, leave, and come back', async () => {
    await withSandbox({ hosts: 1, speed: 20, backends: 1, computeNodes: 2 }, async (sandbox) => {
      const restarted = await runner.run(sandbox.cluster, { verb: 'restart', role: 'cn', nodes: ['cn-1', 'cn-2'] });
      expect(restarted.state).toBe('done');

      const removed = await runner.run(sandbox.cluster, { verb: 'remove', role: 'cn', nodes: ['cn-2'] });
      expect(removed.state).toBe('done');
      const gone = (await nodesOf(sandbox)).find(({ name }) => name === 'cn-2');
      expect(gone).toMatchObject({ registered: false, pid: null });
      expect(await sql(sandbox, 'SHOW COMPUTE NODES')).toHaveLength(1);

      const back = await runner.run(sandbox.cluster, { role: 'cn', nodes: ['cn-2'] });
      expect(back.state).toBe('done');
    });
  });

  test('one that is dropped by then is taken back into service by an undo', async () => {
    await withSandbox({ hosts: 1, speed: 20, backends: 1, computeNodes: 2 }, async (sandbox) => {
      const before = await readEndState(sandbox);
      const { interceptor } = injectFault({
        activity: 'starrocks.backends.awaitNodeGone',
        when: 'before',
        kind: 'refused',
      });
      const own = await OperationRunner.connect();
      const stopOwn = await startTestWorker(own, { faults: [interceptor] });
      try {
        const request = { verb: 'remove', role: 'cn', nodes: ['cn-1'], onFailure: 'undo' } as const;
        const undone = await own.run(sandbox.cluster, request);
        expect(undone.state).toBe('undone');
        expect(undone.steps.filter(({ undo }) => undo).map(({ id }) => id)).toEqual([
          'cn-1/undo-register',
          'cn-1/undo-start',
        ]);
      } finally {
        await stopOwn();
        await own.close();
      }
      await until('both compute', async () => (await nodesOf(sandbox)).every(({ alive }) => alive));
      expect(withoutRemains(await readEndState(sandbox))).toEqual(withoutRemains(before));
    });
  });
});

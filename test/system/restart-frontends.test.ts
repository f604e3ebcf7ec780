import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { OperationProgress, OperationRequest } from '../../model/operation.ts';
import { findCalls } from '../faults/find-calls.ts';
import { give, untilState } from '../fixtures/scripted-world.ts';
import type { TestSandbox } from '../fixtures/test-sandbox.ts';
import { untilStep } from '../fixtures/until-step.ts';
import { until } from '../fixtures/until.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { withSandbox } from '../fixtures/with-sandbox.ts';

interface NodeState {
  readonly name: string;
  readonly pid: number | null;
  readonly state: string;
  readonly role: string | null;
  readonly alive: boolean;
}

const runner = useRunner();

const restart = (nodes: readonly string[], more: Partial<OperationRequest> = {}): Partial<OperationRequest> => ({
  verb: 'restart',
  nodes,
  ...more,
});

async function nodesOf(sandbox: TestSandbox): Promise<readonly NodeState[]> {
  return await sandbox.control<readonly NodeState[]>('nodes');
}

async function leaderOf(sandbox: TestSandbox): Promise<string | undefined> {
  return (await nodesOf(sandbox)).find(({ role }) => role === 'LEADER')?.name;
}

async function untilServing(sandbox: TestSandbox, count: number): Promise<void> {
  await until(`${count} serve`, async () => {
    const nodes = await nodesOf(sandbox);
    return nodes.filter(({ state, alive }) => state === 'serving' && alive).length === count;
  });
}

function homeOf(sandbox: TestSandbox, node: string): string {
  const root = sandbox.info.hostsList.find(({ name }) => name === node)?.root ?? '';
  return join(root, 'opt/starrocks/fe');
}

/** How often the start script has started something there. */
function countStarts(sandbox: TestSandbox): readonly number[] {
  return sandbox.info.hostsList.map(
    ({ name }) => readFileSync(join(homeOf(sandbox, name), 'log/fe.out'), 'utf8').match(/^start time:/gm)?.length ?? 0,
  );
}

function refusalsOf({ steps }: OperationProgress) {
  return steps.flatMap(({ findings = [] }) => findings).filter(({ severity }) => severity === 'refusal');
}

/** The nodes in the order in which they were stopped. */
function orderOf({ steps }: OperationProgress): readonly (string | undefined)[] {
  return steps
    .filter(({ id, state }) => id.endsWith('/stop') && state === 'done')
    .sort((a, b) => Date.parse(a.startedAt ?? '') - Date.parse(b.startedAt ?? ''))
    .map(({ node }) => node);
}

describe.concurrent('three frontends', () => {
  test('are restarted one after the other, the leader last, each once, and two serve all the while', async () => {
    await withSandbox({ hosts: 3, frontends: 3 }, async (sandbox) => {
      const leader = await leaderOf(sandbox);
      const starts = countStarts(sandbox);
      const handle = await runner.start(sandbox.cluster, restart(['fe-1', 'fe-2', 'fe-3']));
      const least = { serving: 3 };
      let ended = false;
      const watching = (async () => {
        while (!ended) {
          const serving = (await nodesOf(sandbox)).filter(({ state }) => state === 'serving').length;
          least.serving = Math.min(least.serving, serving);
        }
      })();
      const progress = (await handle.result()) as OperationProgress;
      ended = true;
      await watching;
      expect(progress.state).toBe('done');
      expect(orderOf(progress).at(-1)).toBe(leader);
      expect([...orderOf(progress)].sort()).toEqual(['fe-1', 'fe-2', 'fe-3']);
      expect(countStarts(sandbox)).toEqual(starts.map((count) => count + 1));
      expect(least.serving).toBe(2);
      expect(await leaderOf(sandbox)).not.toBe(leader);
      const notes = progress.steps.filter(({ id }) => id.endsWith('/serving')).map(({ note }) => note);
      expect(notes).toEqual(Array(3).fill(expect.stringMatching(/^started \d{4}-\d\d-\d\d .*answers on its own port/)));
      const said = progress.steps.find(({ id }) => id === `${leader}/stop`)?.evidence?.[0];
      expect(said?.action).toMatchObject({ command: expect.stringMatching(/^kill -s USR1 \d+$/) });
    });
  });

  test('a plan names every stop and start and does none', async () => {
    await withSandbox({ hosts: 3, frontends: 3 }, async (sandbox) => {
      const before = await nodesOf(sandbox);
      const handle = await runner.start(sandbox.cluster, restart(['fe-1', 'fe-2', 'fe-3'], { mode: 'plan' }));
      const progress = (await handle.result()) as OperationProgress;
      expect(progress.state).toBe('planned');
      expect((await findCalls(handle)).filter((name) => name.endsWith('.perform'))).toEqual([]);
      expect(await nodesOf(sandbox)).toEqual(before);
      const leader = before.find(({ role }) => role === 'LEADER')?.name;
      expect(progress.steps.filter(({ id }) => id.endsWith('/stop')).at(-1)?.node).toBe(leader);
    });
  });

  test('one that does not run is only started; the others are left alone', async () => {
    await withSandbox({ hosts: 3, frontends: 3 }, async (sandbox) => {
      await sandbox.control('kill', { node: 'fe-2' });
      const starts = countStarts(sandbox);
      const progress = await runner.run(sandbox.cluster, restart(['fe-2']));
      expect(progress.state).toBe('done');
      expect(countStarts(sandbox)).toEqual([starts[0], (starts[1] ?? 0) + 1, starts[2]]);
      await untilServing(sandbox, 3);
    });
  });

  test('another one is refused meanwhile: the cluster cannot spare two', async () => {
    await withSandbox({ hosts: 3, frontends: 3 }, async (sandbox) => {
      await sandbox.control('kill', { node: 'fe-2' });
      const handle = await runner.start(sandbox.cluster, restart(['fe-3']));
      const progress = (await handle.result()) as OperationProgress;
      expect(progress.state).toBe('refused');
      expect(refusalsOf(progress).map(({ gate }) => gate)).toEqual(expect.arrayContaining(['outage', 'serving']));
      expect((await findCalls(handle)).filter((name) => name.endsWith('.perform'))).toEqual([]);
    });
  });

  test('one whose meta directory is not whole is refused before anything is stopped', async () => {
    await withSandbox({ hosts: 3, frontends: 3 }, async (sandbox) => {
      rmSync(join(homeOf(sandbox, 'fe-2'), 'meta/image/ROLE'));
      const before = await nodesOf(sandbox);
      const progress = await runner.run(sandbox.cluster, restart(['fe-1', 'fe-2', 'fe-3']));
      expect(progress.state).toBe('refused');
      expect(refusalsOf(progress)).toEqual([expect.objectContaining({ gate: 'own-meta', subject: 'fe-2' })]);
      expect(await nodesOf(sandbox)).toEqual(before);
    });
  });

  test('one whose pid file is gone is refused: it would be started beside itself', async () => {
    await withSandbox({ hosts: 3, frontends: 3 }, async (sandbox) => {
      rmSync(join(homeOf(sandbox, 'fe-2'), 'bin/fe.pid'));
      const progress = await runner.run(sandbox.cluster, restart(['fe-2']));
      expect(progress.state).toBe('refused');
      expect(refusalsOf(progress)).toEqual([expect.objectContaining({ gate: 'process', subject: 'fe-2' })]);
    });
  });

  test('one that a supervisor starts again is stopped once, and none is started beside its process', async () => {
    await withSandbox({ hosts: 3, frontends: 3 }, async (sandbox) => {
      await sandbox.control('fault', { name: 'supervised', node: 'fe-2' });
      const starts = countStarts(sandbox);
      const progress = await runner.run(sandbox.cluster, restart(['fe-2']));
      expect(progress.state).toBe('done');
      expect(countStarts(sandbox)).toEqual([starts[0], (starts[1] ?? 0) + 1, starts[2]]);
      expect(progress.steps.find(({ id }) => id === 'fe-2/start')?.evidence?.[0]).toMatchObject({
        action: { kind: 'nothing', because: 'starrocks-fe.service starts it again by itself' },
        answer: expect.stringMatching(/^runs already as pid \d+$/),
      });
    });
  });

  test('an undo starts again what was stopped, and ends', async () => {
    await withSandbox({ hosts: 3, frontends: 3 }, async (sandbox) => {
      await sandbox.control('fault', { name: 'never-greet', node: 'fe-2' });
      const starts = countStarts(sandbox);
      const handle = await runner.start(sandbox.cluster, restart(['fe-2', 'fe-3']));
      const waiting = await untilStep(handle, 'fe-2/serving', 'running');
      expect(waiting.unpausable).toContain('a frontend is stopped');
      await give(handle, 'undo');
      expect(((await handle.result()) as OperationProgress).state).toBe('undone');
      await sandbox.control('cure', { name: 'never-greet', node: 'fe-2' });
      await untilServing(sandbox, 3);
      expect(countStarts(sandbox)).toEqual([starts[0], (starts[1] ?? 0) + 1, starts[2]]);
    });
  });

  // Slow enough for a graceful end of 8 s.
  test.each(['by nobody else', 'by its unit'])(
    'an undo that meets one on its way out waits for its end, and it is started again %s',
    async (by) => {
      await withSandbox({ hosts: 3, frontends: 3, speed: 2 }, async (sandbox) => {
        if (by === 'by its unit') await sandbox.control('fault', { name: 'supervised', node: 'fe-2' });
        const starts = countStarts(sandbox);
        const old = (await nodesOf(sandbox)).find(({ name }) => name === 'fe-2')?.pid;
        const handle = await runner.start(sandbox.cluster, restart(['fe-2']));
        await until('fe-2 leaves', async () =>
          (await nodesOf(sandbox)).some(({ name, state }) => name === 'fe-2' && state === 'leaving'),
        );
        await give(handle, 'undo');
        const undone = (await handle.result()) as OperationProgress;
        expect(undone.state).toBe('undone');
        const started = undone.steps.find(({ id }) => id === 'fe-2/undo-start')?.evidence?.[0];
        expect(started?.answer).toMatch(by === 'by its unit' ? /^runs already as pid \d+$/ : /^pid \d+$/);
        expect(started?.answer).not.toContain(`pid ${old}`);
        expect(countStarts(sandbox)).toEqual([starts[0], (starts[1] ?? 0) + 1, starts[2]]);
        await untilServing(sandbox, 3);
      });
    },
  );

  test('one that ends after its start is started again at once, then a person is asked', async () => {
    await withSandbox({ hosts: 3, frontends: 3 }, async (sandbox) => {
      // It lives long enough to be seen, for 12 s by the clock, then ends.
      await sandbox.control('fault', { name: 'slow-start', node: 'fe-2', factor: 60 });
      await sandbox.control('fault', { name: 'crash-on-start', node: 'fe-2', phase: 'before-handshake' });
      const handle = await runner.start(sandbox.cluster, restart(['fe-2', 'fe-3']));
      const held = await untilState(handle, 'needs attention');
      expect(held.attention).toMatchObject({
        step: 'fe-2/serving',
        failure: { message: expect.stringContaining('ended after its start') },
      });
      expect(held.steps.find(({ id }) => id === 'fe-2/rescue')).toMatchObject({ state: 'done' });
      await sandbox.control('cure', { name: 'slow-start', node: 'fe-2' });
      await sandbox.control('cure', { name: 'crash-on-start', node: 'fe-2' });
      await give(handle, 'retry');
      expect(((await handle.result()) as OperationProgress).state).toBe('done');
      await untilServing(sandbox, 3);
    });
  });
});

describe.concurrent('where the quorum cannot spare one', () => {
  test('a pair is refused without --outage, and done with it', async () => {
    await withSandbox({ hosts: 2, frontends: 2 }, async (sandbox) => {
      const starts = countStarts(sandbox);
      const refused = await runner.run(sandbox.cluster, restart(['fe-1', 'fe-2']));
      expect(refused.state).toBe('refused');
      expect(new Set(refusalsOf(refused).map(({ gate }) => gate))).toEqual(new Set(['outage']));
      expect(countStarts(sandbox)).toEqual(starts);
      const progress = await runner.run(sandbox.cluster, restart(['fe-1', 'fe-2'], { outage: 'a new heap size' }));
      expect(progress.state).toBe('done');
      await untilServing(sandbox, 2);
      expect(progress.steps.flatMap(({ findings = [] }) => findings)).toContainEqual(
        expect.objectContaining({ gate: 'outage', severity: 'warning', message: expect.stringContaining('heap') }),
      );
    });
  });

  test('the leader of a pair that ends while the other one is slow to come back is started too', async () => {
    await withSandbox({ hosts: 2, frontends: 2 }, async (sandbox) => {
      const leader = (await leaderOf(sandbox)) ?? '';
      const other = leader === 'fe-1' ? 'fe-2' : 'fe-1';
      // Longer than the 40 s for which a leader without a majority goes on.
      await sandbox.control('fault', { name: 'slow-start', node: other, factor: 40 });
      const progress = await runner.run(sandbox.cluster, restart([other], { outage: 'a new heap size' }));
      expect(progress.state).toBe('done');
      expect(progress.steps.find(({ id }) => id === `${other}/revive-${leader}`)).toMatchObject({ state: 'done' });
      await untilServing(sandbox, 2);
    });
  });

  test('a single frontend is refused without --outage, and done with it', async () => {
    await withSandbox({ hosts: 1, frontends: 1 }, async (sandbox) => {
      const starts = countStarts(sandbox);
      const refused = await runner.run(sandbox.cluster, restart(['fe-1']));
      expect(refused.state).toBe('refused');
      expect(countStarts(sandbox)).toEqual(starts);
      const progress = await runner.run(sandbox.cluster, restart(['fe-1'], { outage: 'a new heap size' }));
      expect(progress.state).toBe('done');
      expect(countStarts(sandbox)).toEqual(starts.map((count) => count + 1));
      await untilServing(sandbox, 1);
    });
  });

  test('a node of the file that is no member is left out of all, and refused by name', async () => {
    await withSandbox({ hosts: 2, frontends: 1 }, async (sandbox) => {
      const all = await runner.run(
        sandbox.cluster,
        restart(['fe-1', 'fe-2'], { outage: 'a new heap size', mode: 'plan' }),
      );
      expect(all.state).toBe('planned');
      expect(all.steps.filter(({ id, state }) => id.endsWith('/stop') && state === 'done')).toHaveLength(1);
      const named = await runner.run(sandbox.cluster, restart(['fe-2'], { outage: 'a new heap size' }));
      expect(named.state).toBe('refused');
      expect(refusalsOf(named)[0]).toMatchObject({ gate: 'member', subject: 'fe-2' });
    });
  });
});

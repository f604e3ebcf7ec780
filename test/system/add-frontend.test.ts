import { expect, test } from 'vitest';
import type { OperationProgress } from '../../model/operation.ts';
import { nodesOf } from '../fixtures/cluster-state.ts';
import { give, untilState } from '../fixtures/scripted-world.ts';
import { until } from '../fixtures/until.ts';
import { readEndState, withoutRemains } from '../faults/end-state.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { withSandbox } from '../fixtures/with-sandbox.ts';

const runner = useRunner();

test.concurrent('two followers join a single frontend, one after the other', async () => {
  await withSandbox({ hosts: 3 }, async (sandbox) => {
    const progress = await runner.run(sandbox.cluster, { nodes: ['fe-2', 'fe-3'] });
    expect(progress.state).toBe('done');
    const nodes = await nodesOf(sandbox);
    expect(nodes.filter(({ alive }) => alive).map(({ name }) => name)).toEqual(['fe-1', 'fe-2', 'fe-3']);
  });
});

test.concurrent('a plan leaves hosts and cluster as they were and schedules no perform', async () => {
  await withSandbox({ hosts: 3 }, async (sandbox) => {
    const before = await readEndState(sandbox);
    const handle = await runner.start(sandbox.cluster, { nodes: ['fe-2', 'fe-3'], mode: 'plan' });
    const progress = (await handle.result()) as OperationProgress;
    expect(progress.state).toBe('planned');
    expect(await readEndState(sandbox)).toEqual(before);
    const { events } = await handle.fetchHistory();
    const names = (events ?? []).flatMap(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? [],
    );
    expect(names.filter((name) => name.endsWith('.plan')).length).toBeGreaterThan(0);
    expect(names.filter((name) => name.endsWith('.perform'))).toEqual([]);
  });
});

test.concurrent('an undo after a node had joined leaves the cluster as it was', async () => {
  await withSandbox({}, async (sandbox) => {
    const before = await readEndState(sandbox);
    await sandbox.control('fault', { name: 'never-greet', node: 'fe-2' });
    const handle = await runner.start(sandbox.cluster);
    await until('it waits for fe-2 to serve', async () => {
      const progress = (await handle.query('progress')) as OperationProgress;
      return progress.steps.some(({ id, state }) => id === 'fe-2/serving' && state === 'running');
    });
    await give(handle, 'undo');
    expect(((await handle.result()) as OperationProgress).state).toBe('undone');
    expect(withoutRemains(await readEndState(sandbox))).toEqual(withoutRemains(before));
  });
});

test.concurrent.each(['before-handshake', 'after-handshake'])(
  'a joiner that dies %s is dropped at once and the leader lives on',
  async (phase) => {
    // The leader of such a pair lives 40 s of its own time: slow enough for a busy machine.
    await withSandbox({ speed: 2 }, async (sandbox) => {
      await sandbox.control('fault', { name: 'crash-on-start', node: 'fe-2', phase });
      const handle = await runner.start(sandbox.cluster);
      const held = await untilState(handle, 'needs attention');
      expect(held.attention?.verbs).toEqual(['retry', 'undo', 'abandon']);
      expect(held.steps.find(({ id }) => id === 'fe-2/rescue')).toMatchObject({ state: 'done' });
      await sandbox.control('cure', { name: 'crash-on-start', node: 'fe-2' });
      await give(handle, 'retry');
      expect(((await handle.result()) as OperationProgress).state).toBe('done');
      const nodes = await nodesOf(sandbox);
      expect(nodes.filter(({ alive }) => alive)).toHaveLength(2);
    });
  },
);

test.concurrent('one that ends while it is waited for to serve is not waited for: the screen says how it is started again', async () => {
  await withSandbox({ hosts: 4, frontends: 3 }, async (sandbox) => {
    await sandbox.control('fault', { name: 'never-greet', node: 'fe-4' });
    const handle = await runner.start(sandbox.cluster, { nodes: ['fe-4'] });
    await until('it waits for fe-4 to serve', async () => {
      const progress = (await handle.query('progress')) as OperationProgress;
      return progress.steps.some(({ id, state }) => id === 'fe-4/serving' && state === 'running');
    });
    await sandbox.control('kill', { node: 'fe-4' });
    const held = await untilState(handle, 'needs attention');
    expect(held.attention).toMatchObject({
      step: 'fe-4/serving',
      failure: {
        message: expect.stringMatching(/^The process of fe-4 ended before it served: /),
        hint: expect.stringMatching(/tail -n 50 .*fe\.log {3}# start it again, then: muster ops retry \S+$/),
      },
    });
    await sandbox.control('cure', { name: 'never-greet', node: 'fe-4' });
    await sandbox.control('start', { node: 'fe-4' });
    await give(handle, 'retry');
    expect(((await handle.result()) as OperationProgress).state).toBe('done');
  });
});

test.concurrent('a reply of ADD that is lost after its effect is not a second ADD', async () => {
  await withSandbox({}, async (sandbox) => {
    await sandbox.control('fault', { name: 'lose-reply', node: 'fe-1', pattern: 'ADD FOLLOWER' });
    const progress = await runner.run(sandbox.cluster);
    expect(progress.state).toBe('done');
    expect(progress.steps.find(({ id }) => id === 'fe-2/register')?.evidence?.[0]).toMatchObject({
      answer: 'registered already',
    });
  });
});

test.concurrent.each(['before', 'after', 'upload'])(
  'SSH connections that drop (%s) around commands change nothing in the end',
  async (when) => {
    await withSandbox({}, async (sandbox) => {
      await sandbox.control('fault', { name: 'ssh-drop', node: 'fe-2', when, pattern: '.', count: 2 });
      expect((await runner.run(sandbox.cluster)).state).toBe('done');
    });
  },
);

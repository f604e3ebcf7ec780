import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readMembership } from '../../activities/databend/find-leader.ts';
import { type DatabendCluster, metaHandle, metasOf } from '../../model/databend/cluster-spec.ts';
import type { Snapshot } from '../../sandbox/databend/snapshot.ts';
import { hookByOperation } from '../fixtures/hook-before.ts';
import { give } from '../fixtures/scripted-world.ts';
import type { TestSandbox } from '../fixtures/test-sandbox.ts';
import { untilLearner } from '../fixtures/until-learner.ts';
import { untilStep } from '../fixtures/until-step.ts';
import { until } from '../fixtures/until.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { useTools } from '../fixtures/use-tools.ts';
import { withDatabend } from '../fixtures/with-sandbox.ts';

type Sandbox = TestSandbox<DatabendCluster>;

/** Of a busy machine. */
const PATIENCE_MS = 150_000;

const tools = useTools();
const { before, hook } = hookByOperation();
const runner = useRunner({ faults: [hook] });

const add = (...nodes: readonly string[]) => ({ verb: 'add', role: 'meta', nodes }) as const;
const snapshotOf = (sandbox: Sandbox) => sandbox.control<Snapshot>('snapshot');
const specOf = ({ cluster }: Sandbox, name: string) =>
  metasOf(cluster).find(({ alias }) => alias === name) ?? expect.fail(name);
const fileOf = (sandbox: Sandbox, name: string) => specOf(sandbox, name).file;
const listOf = (sandbox: Sandbox, name: string) =>
  /^\s*join\s*=\s*(\[[^\]]*\])/ms.exec(readFileSync(fileOf(sandbox, name), 'utf8'))?.[1] ?? expect.fail(name);

async function expectVoters(sandbox: Sandbox, ids: readonly number[]): Promise<void> {
  const { members } = await snapshotOf(sandbox);
  expect(members).toMatchObject(Object.fromEntries(ids.map((id) => [`meta-${id}`, { voters: [ids], learners: [] }])));
}

describe('an add that breaks off', { timeout: 400_000 }, () => {
  test('with the file written on two of three hosts goes on with the third, once it can be read', async () => {
    await withDatabend({ meta: 3, metaHosts: 4 }, async (sandbox) => {
      const third = fileOf(sandbox, 'meta-3');
      const good = readFileSync(third, 'utf8');
      const handle = await runner.start(sandbox.cluster, add('meta-4'));
      await untilStep(handle, 'meta-4/start', 'done', PATIENCE_MS);
      writeFileSync(third, `${good}\n[raft_config`);
      const held = await runner.finish(handle);
      expect(held.attention).toMatchObject({ step: 'meta-4/join-of-meta-3' });
      const came = metaHandle(specOf(sandbox, 'meta-4'));
      for (const written of ['meta-1', 'meta-2']) expect(listOf(sandbox, written)).toContain(came);
      expect(readFileSync(third, 'utf8')).toBe(`${good}\n[raft_config`);
      // The group is whole meanwhile: the lists are read only by a member without data.
      await expectVoters(sandbox, [1, 2, 3, 4]);

      writeFileSync(third, good);
      await give(handle, 'retry');
      const { state, attention } = await runner.finish(handle);
      expect({ state, attention }).toEqual({ state: 'done', attention: undefined });
      for (const name of ['meta-1', 'meta-2', 'meta-3']) expect(listOf(sandbox, name)).toContain(came);
    });
  });

  test('with the joiner killed before it has caught up starts it again', async () => {
    await withDatabend({ meta: 1, metaHosts: 2 }, async (sandbox) => {
      await sandbox.control('data', { keys: 3000 });
      await sandbox.control('fault', { name: 'slow-catch-up', node: 'meta-2', factor: 100_000 });
      const handle = await runner.start(sandbox.cluster, add('meta-2'));
      await untilStep(handle, 'meta-2/caught-up', 'running', PATIENCE_MS);
      await untilLearner(sandbox, 2);
      await sandbox.control('kill', { node: 'meta-2' });
      await sandbox.control('cure', { name: 'slow-catch-up' });
      const held = await runner.finish(handle);
      // It says that its process has ended, and a retry begins with the start.
      expect(held.attention).toMatchObject({ step: 'meta-2/caught-up' });
      await give(handle, 'retry');
      const { state, attention } = await runner.finish(handle);
      expect({ state, attention }).toEqual({ state: 'done', attention: undefined });
      await expectVoters(sandbox, [1, 2]);
    });
  });

  test('and is undone before it has joined leaves no member behind, though it joins between the leave and its end', async () => {
    await withDatabend({ meta: 3, metaHosts: 4 }, async (sandbox) => {
      const id = crypto.randomUUID();
      const at = (step: string) => `test/${id} meta-4/${step}:perform`;
      before.set(at('start'), async () => {
        await sandbox.control('fault', { name: 'silent', node: 'meta-4' });
      });
      before.set(at('undo-start'), async () => {
        await expectVoters(sandbox, [1, 2, 3]);
        await sandbox.control('cure', { name: 'silent', node: 'meta-4' });
        await untilLearner(sandbox, 4);
      });
      const handle = await runner.start(sandbox.cluster, { ...add('meta-4'), id });
      await untilStep(handle, 'meta-4/start', 'done', PATIENCE_MS);
      await give(handle, 'undo');
      const { state, steps } = await runner.finish(handle);
      expect(state).toBe('undone');
      expect(steps.find(({ id: step }) => step === 'meta-4/undo-late')).toMatchObject({ state: 'done' });
      await expectVoters(sandbox, [1, 2, 3]);
    });
  });

  test('or not: a join list whose first one is dead leads to the next one', async () => {
    await withDatabend({ meta: 5, metaHosts: 6 }, async (sandbox) => {
      await sandbox.control('kill', { node: 'meta-1' });
      await until('another one leads', async () => {
        const { leader } = (await readMembership(tools, sandbox.cluster)).view;
        return leader !== undefined && leader.name !== 'meta-1';
      });
      const handle = await runner.start(sandbox.cluster, add('meta-6'));
      await untilStep(handle, 'meta-6/read-config', 'done', PATIENCE_MS);
      const [first = ''] = /"[^"]+"/.exec(listOf(sandbox, 'meta-6')) ?? [];
      expect(first).toBe(`"${metaHandle(specOf(sandbox, 'meta-1'))}"`);
      await untilStep(handle, 'meta-6/replicated', 'done', PATIENCE_MS);
      await sandbox.control('start', { node: 'meta-1' });
      const { state, attention } = await runner.finish(handle);
      expect({ state, attention }).toEqual({ state: 'done', attention: undefined });
      await until('the one that was dead knows it too', async () => {
        const { members } = await snapshotOf(sandbox);
        return JSON.stringify(members['meta-1'])?.includes('"voters":[[1,2,3,4,5,6]]');
      });
    });
  });
});

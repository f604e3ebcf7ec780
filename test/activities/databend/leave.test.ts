import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { configBackup } from '../../../activities/databend/configure.ts';
import { createMetas } from '../../../activities/databend/metas.ts';
import { readMembership } from '../../../activities/databend/find-leader.ts';
import { runLeave } from '../../../activities/databend/run-leave.ts';
import { type DatabendCluster, metaHandle, metasOf } from '../../../model/databend/cluster-spec.ts';
import { NOBODY } from '../../../model/databend/leaving.ts';
import type { ChangeResult } from '../../../model/step.ts';
import { until } from '../../fixtures/until.ts';
import { useSandbox } from '../../fixtures/use-sandbox.ts';
import { useTools } from '../../fixtures/use-tools.ts';

const sandbox = useSandbox<DatabendCluster>({ engine: 'databend', meta: 5, metaHosts: 5, speed: 10 });
const tools = useTools();

const metas = createMetas(tools);

const specOf = (name: string) => metasOf(sandbox.cluster).find(({ alias }) => alias === name) ?? expect.fail(name);

async function leave(node: string): Promise<ChangeResult> {
  const input = { cluster: sandbox.cluster, node };
  return await metas.leave.perform(input, await metas.leave.plan(input));
}

async function leaderNow(): Promise<string> {
  let name: string | undefined;
  await until('somebody leads', async () => {
    name = (await readMembership(tools, sandbox.cluster)).view.leader?.name;
    return name !== undefined;
  });
  return name ?? expect.fail('nobody leads');
}

const voters = async () => (await readMembership(tools, sandbox.cluster)).view.told.map((told) => told.voters);

async function followersNow(): Promise<readonly string[]> {
  const leader = await leaderNow();
  const { view } = await readMembership(tools, sandbox.cluster);
  return view.members.map(({ name }) => name).filter((name) => name !== leader);
}

/** In this order: the group shrinks. */
describe('leave', () => {
  test('under an id that a member has at another address takes nobody out', async () => {
    const [other = ''] = await followersNow();
    const nodes = sandbox.cluster.nodes.map((one) => (one.alias === other ? { ...one, host: '127.0.0.99' } : one));
    const input = { cluster: { ...sandbox.cluster, nodes }, node: other, id: specOf(other).id };
    const refusal = { code: 'FOREIGN_CHANGE', kind: 'refused', message: expect.stringContaining('another node') };
    await expect(metas.leave.plan(input)).rejects.toMatchObject(refusal);
    await expect(metas.leave.perform(input, { actions: [] })).rejects.toMatchObject(refusal);
    expect(await voters()).toEqual([[1, 2, 3, 4, 5]]);
  });

  test('of the leader sends nothing and says so', async () => {
    const result = await leave(await leaderNow());
    expect(result).toMatchObject({ value: { came: 'leads' }, evidence: [{ answer: 'nothing was sent' }] });
    expect(await voters()).toEqual([[1, 2, 3, 4, 5]]);
  });

  test('of a follower is over when no member has it, and is told no more a second time', async () => {
    const [gone = ''] = await followersNow();
    const id = specOf(gone).id;
    const plan = await metas.leave.plan({ cluster: sandbox.cluster, node: gone });
    expect(plan.actions[0]).toMatchObject({ kind: 'command', command: expect.stringContaining(`--leave-id ${id} `) });
    expect(JSON.stringify(plan.actions)).not.toContain(`--leave-via ${metaHandle(specOf(gone))}`);
    expect(await leave(gone)).toMatchObject({
      value: { came: 'left' },
      evidence: [{ answer: expect.stringMatching(/^exit 0; meta-\d leads and no longer has id \d$/) }],
    });
    const rest = [1, 2, 3, 4, 5].filter((one) => one !== id);
    expect(await metas.awaitVoters({ cluster: sandbox.cluster, voters: rest, changed: id })).toMatchObject({
      kind: 'reached',
      note: expect.stringContaining(`tell voters ${rest.join(', ')} and no other`),
    });
    expect(await leave(gone)).toMatchObject({
      value: { came: 'left' },
      evidence: [{ action: { kind: 'nothing' } }],
    });
    await sandbox.control('stop', { node: gone });
  });

  test('whose reply is lost has an unknown outcome; the look that follows finds it gone', async () => {
    const [gone = ''] = await followersNow();
    const { id } = specOf(gone);
    await sandbox.control('fault', { name: 'lose-reply', pattern: `^leave ${id}$`, count: 1 });
    await expect(leave(gone)).resolves.toMatchObject({ value: { came: 'left' } });
    expect((await readMembership(tools, sandbox.cluster)).view.members.some((one) => one.id === id)).toBe(false);
    await sandbox.control('stop', { node: gone });
  });

  test('that would cost the majority is not sent', async () => {
    const [dead = '', living = ''] = await followersNow();
    await sandbox.control('kill', { node: dead });
    await expect(leave(living)).rejects.toMatchObject({
      code: 'NO_QUORUM',
      kind: 'transient',
      message: expect.stringMatching(/only 1 of 2 voters that remain live/),
    });
    await sandbox.control('start', { node: dead });
    await until('it lives again', async () => {
      const { view } = await readMembership(tools, sandbox.cluster);
      return view.members.every(({ lives }) => lives);
    });
  });

  test('that loses its majority on the way is pending; with the majority back the same leave ends it', async () => {
    const [dead = '', leaving = ''] = await followersNow();
    const { id } = specOf(leaving);
    const pending = { cluster: sandbox.cluster, node: leaving, id, change: 'leave' } as const;
    await sandbox.control('fault', { name: 'delay', pattern: `^leave ${id}$`, seconds: 30 });
    const running = leave(leaving);
    await until('it waits there', async () => ((await sandbox.control('faults')) as object[]).length === 0);
    await sandbox.control('kill', { node: dead });
    expect(await running).toMatchObject({
      value: { came: 'pending' },
      evidence: [{ answer: 'no answer within the limit: it may be pending' }],
    });
    // Nothing of it is seen, and whoever gives the next command meets it.
    expect((await voters()).flat()).toContain(id);
    const via = [metaHandle(specOf(await leaderNow()))];
    // It is given up after a limit of its own, and taken up after its delay.
    await until('it is met', async () => {
      const { kind } = await runLeave(tools, specOf(leaving), { id: NOBODY, via }, 1);
      return kind === 'in-progress';
    });
    await expect(metas.awaitMajority(pending)).rejects.toThrow(
      /the leave of meta-\d was begun and is pending .* only 1 of 2 voters that remain live.* no membership command/,
    );
    await sandbox.control('start', { node: dead });
    await until('a majority', async () => {
      try {
        return (await metas.awaitMajority(pending)).kind === 'reached';
      } catch {
        return false;
      }
    });
    const before = (await voters()).flat();
    expect(before).toContain(id);
    // A leader without its majority never steps down, so it still is.
    expect(await leaderNow()).not.toBe(leaving);
    expect(await leave(leaving)).toMatchObject({ value: { came: 'left' } });
    const rest = [...new Set(before)].filter((one) => one !== id);
    expect(await metas.awaitVoters({ cluster: sandbox.cluster, voters: rest, changed: id })).toMatchObject({
      kind: 'reached',
    });
    await sandbox.control('stop', { node: leaving });
  });

  test('another set than the expected one is somebody else’s doing', async () => {
    const [set] = await voters();
    const expected = [...(set ?? []), 77];
    await expect(metas.awaitVoters({ cluster: sandbox.cluster, voters: expected })).rejects.toMatchObject({
      code: 'FOREIGN_CHANGE',
      kind: 'refused',
    });
    await expect(metas.awaitVoters({ cluster: sandbox.cluster, voters: expected, changed: 77 })).rejects.toThrow(
      'every member still has the voters from before',
    );
  });

  test('the host keeps nothing that would bring it back', async () => {
    const [gone = ''] = await followersNow();
    const at = { cluster: sandbox.cluster, node: gone };
    const { file } = specOf(gone);
    expect((await metas.inspectLeaving(at)) as readonly object[]).toMatchObject([
      { gate: 'ssh', severity: 'ok' },
      { gate: 'unit', severity: 'ok' },
      { gate: 'meta-file', severity: 'ok' },
    ]);
    await expect(metas.retireFile.perform(at, await metas.retireFile.plan(at))).rejects.toMatchObject({
      message: expect.stringContaining('is not moved under it'),
    });
    const stop = { ...at, disable: true };
    await metas.stop.perform(stop, await metas.stop.plan(stop));
    for (const step of ['retireFile', 'retireData'] as const) {
      const plan = await metas[step].plan(at);
      expect(await metas[step].perform(at, plan)).toMatchObject({
        evidence: [{ answer: expect.stringMatching(/^moved to \/.*retired-\d{8}T\d{6}Z$/) }],
      });
      expect(await metas[step].perform(at, plan)).toMatchObject({
        evidence: [{ answer: expect.stringMatching(/ is not there$/) }],
      });
    }
    expect((await metas.inspectLeaving(at)) as readonly object[]).toMatchObject([
      { gate: 'ssh', severity: 'ok' },
      { gate: 'unit', severity: 'ok' },
      { gate: 'meta-file', severity: 'warning', message: expect.stringContaining('nothing of it is left') },
    ]);

    // Of the node that comes there next, what it finds is kept, and not what another one found once.
    writeFileSync(file, '# of the first one\n');
    writeFileSync(configBackup(specOf(gone)), '# from before the first one\n');
    const plan = await metas.retireFile.plan(at);
    const retired = await metas.retireFile.perform(at, plan);
    expect(retired.evidence.map(({ action }) => action)).toEqual(plan.actions);
    writeFileSync(file, '# from before the second one\n');
    const second = { ...at, learner: true };
    await metas.configure.perform(second, await metas.configure.plan(second));
    await metas.restoreConfig.perform(at, await metas.restoreConfig.plan(at));
    expect(readFileSync(file, 'utf8')).toBe('# from before the second one\n');
  });
});

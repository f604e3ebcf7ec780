import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readMembership } from '../../activities/databend/find-leader.ts';
import { runLeave } from '../../activities/databend/run-leave.ts';
import { type DatabendCluster, metaHandle, metasOf } from '../../model/databend/cluster-spec.ts';
import type { OperationProgress, OperationRequest } from '../../model/operation.ts';
import type { Snapshot } from '../../sandbox/databend/snapshot.ts';
import { hookByOperation } from '../fixtures/hook-before.ts';
import type { TestSandbox } from '../fixtures/test-sandbox.ts';
import { until } from '../fixtures/until.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { useTools } from '../fixtures/use-tools.ts';
import { withDatabend } from '../fixtures/with-sandbox.ts';

type Sandbox = TestSandbox<DatabendCluster>;

const { before, hook } = hookByOperation();

const tools = useTools();
const runner = useRunner({ faults: [hook] });

/** At half of the pace that is usual here. */
const withMetas: typeof withDatabend = async (options, body) => await withDatabend({ speed: 10, ...options }, body);

function request(nodes: readonly string[], more: Partial<OperationRequest> = {}): Partial<OperationRequest> {
  return { verb: 'remove', role: 'meta', nodes, ...more };
}

async function remove(
  { cluster }: Sandbox,
  nodes: readonly string[],
  more: Partial<OperationRequest> = {},
): Promise<OperationProgress> {
  return await runner.run(cluster, request(nodes, more));
}

/** Says why when it did not come to its end. */
async function removeWell(
  sandbox: Sandbox,
  nodes: readonly string[],
  more: Partial<OperationRequest> = {},
): Promise<OperationProgress> {
  const progress = await remove(sandbox, nodes, more);
  const { state, attention, failure } = progress;
  expect({ state, attention, failure }).toEqual({ state: 'done', attention: undefined, failure: undefined });
  return progress;
}

async function refusalsOf(sandbox: Sandbox, nodes: readonly string[], more: Partial<OperationRequest> = {}) {
  const progress = await remove(sandbox, nodes, more);
  expect(progress.state).toBe('refused');
  return progress.steps
    .flatMap(({ findings = [] }) => findings)
    .filter(({ severity }) => severity === 'refusal')
    .map(({ gate, subject }) => `${gate} ${subject}`);
}

async function leaderOf({ cluster }: Sandbox): Promise<string> {
  return await until('somebody leads', async () => (await readMembership(tools, cluster)).view.leader?.name);
}

async function followersOf(sandbox: Sandbox): Promise<readonly string[]> {
  const leader = await leaderOf(sandbox);
  const { view } = await readMembership(tools, sandbox.cluster);
  return view.members.filter(({ lives, name }) => lives && name !== leader).map(({ name }) => name);
}

const snapshotOf = (sandbox: Sandbox) => sandbox.control<Snapshot>('snapshot');

function rootOf({ info }: Sandbox, name: string): string {
  return info.hostsList.find((host) => host.name === name)?.root ?? expect.fail(name);
}

function tomlOf(sandbox: Sandbox, name: string): string {
  return readFileSync(join(rootOf(sandbox, name), 'etc/databend/databend-meta.toml'), 'utf8');
}

const idOf = (name: string) => Number(name.split('-')[1]);
const idsOf = (names: readonly string[]) => names.map(idOf).sort((a, b) => a - b);

function splitAt(names: readonly string[], place: number): readonly [readonly string[], readonly string[]] {
  return [names.slice(0, place), names.slice(place)];
}

/** Everybody who remains has exactly these voters, and writes nothing else into the lists. */
async function expectGroup(sandbox: Sandbox, names: readonly string[]): Promise<void> {
  const { members } = await snapshotOf(sandbox);
  for (const name of names) {
    expect(members[name]).toMatchObject({ voters: [idsOf(names)], learners: [] });
    const toml = tomlOf(sandbox, name);
    const peers = names.filter((one) => one !== name).map((one) => handleOf(sandbox, one));
    const list = /^join\s*=\s*\[(.*)\]/m.exec(toml)?.[1] ?? '';
    expect((list.match(/[\d.]+:\d+/g) ?? []).sort()).toEqual([...peers].sort());
    if (names.length === 1) expect(toml).toMatch(/^single\s*=\s*true$/m);
  }
}

function handleOf({ cluster }: Sandbox, name: string): string {
  const node = metasOf(cluster).find(({ alias }) => alias === name) ?? expect.fail(name);
  return metaHandle(node);
}

/** Neither a process nor anything that a start or a reboot would make one from. */
async function expectCleared(sandbox: Sandbox, name: string): Promise<void> {
  const { units } = await snapshotOf(sandbox);
  expect(units[name]).toMatchObject({ enabled: false, serves: false });
  const root = rootOf(sandbox, name);
  expect(readdirSync(join(root, 'etc/databend'))).toEqual([expect.stringMatching(/^databend-meta\.toml\.retired-/)]);
  const left = readdirSync(join(root, 'var/lib/databend'));
  expect(left.filter((entry) => entry.startsWith('raft-retired-'))).toHaveLength(1);
  expect(left).not.toContain('raft');
}

const stepOf = ({ steps }: OperationProgress, id: string) =>
  steps.find((step) => step.id === id) ?? expect.fail(`no step ${id} in ${steps.map((step) => step.id).join(' ')}`);

describe.concurrent('remove meta', { timeout: 400_000 }, () => {
  test('a follower, then the leader, then no more: the last one keeps the metadata', async () => {
    await withMetas({ meta: 3, metaHosts: 3, queries: 1 }, async (sandbox) => {
      const [first = ''] = await followersOf(sandbox);
      const one = await removeWell(sandbox, [first]);
      expect(stepOf(one, `${first}/leave`).evidence?.[0]).toMatchObject({
        action: { command: expect.stringContaining(`--leave-id ${idOf(first)} --leave-via `) },
        answer: expect.stringMatching(/^exit 0; meta-\d leads and no longer has id \d$/),
      });
      expect(stepOf(one, `${first}/leave`).noReturn).toMatchObject({ why: expect.stringContaining('burnt') });
      await expectCleared(sandbox, first);
      const rest = ['meta-1', 'meta-2', 'meta-3'].filter((name) => name !== first);
      await expectGroup(sandbox, rest);
      await sandbox.control('reboot', { node: first });
      expect((await snapshotOf(sandbox)).units[first]).toMatchObject({ active: 'inactive' });

      const leader = await leaderOf(sandbox);
      const two = await removeWell(sandbox, [leader]);
      expect(stepOf(two, `${leader}/transfer`).state).toBe('done');
      const [last = ''] = rest.filter((name) => name !== leader);
      await expectCleared(sandbox, leader);
      await expectGroup(sandbox, [last]);
      // It asks the members every so often.
      await until('the Query node goes by the last one', async () => {
        const { endpoints } = await snapshotOf(sandbox);
        return endpoints['query-1']?.join(' ') === `<net>.${handleOf(sandbox, last).split(/[.:]/)[3]}:9191`;
      });
      expect(await refusalsOf(sandbox, [last], { checks: 'report' })).toEqual([
        `last-voter ${last}`,
        'living-endpoint query-1',
      ]);
    });
  });

  test('the dead one by --lost, then two of four with the leader among them', async () => {
    await withMetas({ meta: 5, metaHosts: 5, queries: 1 }, async (sandbox) => {
      const [dead = '', stays = ''] = await followersOf(sandbox);
      expect(await refusalsOf(sandbox, [dead], { lost: true })).toEqual([`lost ${dead}`]);
      await sandbox.control('kill', { node: dead });
      const leader = await leaderOf(sandbox);
      const gone = { ...sandbox.cluster, nodes: sandbox.cluster.nodes.filter(({ alias }) => alias !== dead) };
      // Of one that the cluster file does not know there is only its address.
      const handle = handleOf(sandbox, dead);
      const lost = await runner.run(gone, request([handle], { lost: true }));
      expect(lost).toMatchObject({ state: 'done' });
      expect(stepOf(lost, `${handle}/left`).evidence?.[0]).toMatchObject({ answer: 'left as it is' });
      const query = readFileSync(join(rootOf(sandbox, 'query-1'), 'etc/databend/databend-query.toml'), 'utf8');
      const [host] = handle.split(':');
      expect(query).not.toContain(`"${host}:`);

      const others = (await followersOf(sandbox)).filter((name) => name !== stays);
      const [second = '', third = ''] = others;
      const progress = await removeWell(sandbox, [leader, second]);
      const leaves = progress.steps.filter(({ id }) => id.endsWith('/leave')).map(({ id }) => id);
      expect(leaves).toEqual([`${second}/leave`, `${leader}/leave`]);
      await expectGroup(sandbox, [stays, third].sort());
      await expectCleared(sandbox, leader);
      await expectCleared(sandbox, second);
    });
  });

  test('a leave that loses its majority on the way is pending: it says so, waits, and is ended by the same command', async () => {
    // The leave waits for seven seconds of a busy machine, and is given ten of them.
    await withMetas({ meta: 3, metaHosts: 3, speed: 2 }, async (sandbox) => {
      const [leaving = '', other = ''] = await followersOf(sandbox);
      await sandbox.control('fault', { name: 'delay', pattern: `^leave ${idOf(leaving)}$`, seconds: 14 });
      const handle = await runner.start(sandbox.cluster, request([leaving]));
      await until('the leave waits there', async () => {
        const { steps } = (await handle.query('progress')) as OperationProgress;
        const faults = (await sandbox.control('faults')) as readonly object[];
        return faults.length === 0 && steps.some(({ id, state }) => id === `${leaving}/leave` && state === 'running');
      });
      await sandbox.control('kill', { node: other });
      const note = await until('it waits for a majority', async () => {
        const { steps } = (await handle.query('progress')) as OperationProgress;
        if (!steps.some(({ id, state }) => id === `${leaving}/majority` && state === 'running')) return undefined;
        const { raw } = await handle.describe();
        const [activity] = raw.pendingActivities ?? [];
        return activity?.lastFailure?.message ?? undefined;
      });
      expect(note).toMatch(/is pending as a joint configuration that no status shows, until a majority lives/);
      expect(note).toMatch(/no membership command may be given by hand/);
      await sandbox.control('start', { node: other });
      const progress = await runner.finish(handle);
      expect(progress).toMatchObject({ state: 'done' });
      await expectGroup(
        sandbox,
        ['meta-1', 'meta-2', 'meta-3'].filter((name) => name !== leaving),
      );
      await expectCleared(sandbox, leaving);
    });
  });

  test('the leader that was brought for it is lost before the leave: another one is waited for', async () => {
    await withMetas({ meta: 5, metaHosts: 5 }, async (sandbox) => {
      const leader = await leaderOf(sandbox);
      let lost = '';
      const id = crypto.randomUUID();
      before.set(`test/${id} ${leader}/leave:perform`, async () => {
        lost = await leaderOf(sandbox);
        await sandbox.control('kill', { node: lost });
      });
      const handle = await runner.start(sandbox.cluster, request([leader], { id }));
      await until('it was killed', () => lost !== '');
      expect(lost).not.toBe(leader);
      const dead = await until('the others have another one', async () => {
        const next = await leaderOf(sandbox);
        return next !== lost && lost;
      });
      await until('the leave is over', async () => {
        const { steps } = (await handle.query('progress')) as OperationProgress;
        return steps.some(({ id, state }) => id === `${leader}/leave` && state === 'done');
      });
      await sandbox.control('start', { node: dead });
      expect(await runner.finish(handle)).toMatchObject({ state: 'done' });
      await expectGroup(
        sandbox,
        ['meta-1', 'meta-2', 'meta-3', 'meta-4', 'meta-5'].filter((name) => name !== leader),
      );
      await expectCleared(sandbox, leader);
    });
  });

  test('a change of somebody else that was pending unseen is completed by ours: it stops, and nothing more is done', async () => {
    await withMetas({ meta: 5, metaHosts: 5 }, async (sandbox) => {
      const leader = await leaderOf(sandbox);
      const [dead = [], [living = '', leaving = '']] = splitAt(await followersOf(sandbox), 2);
      for (const node of [...dead, living]) await sandbox.control('kill', { node });
      // By hand, and given up: three of five are dead.
      const from = metasOf(sandbox.cluster).find(({ alias }) => alias === leader) ?? expect.fail(leader);
      const byHand = { id: idOf(living), via: [handleOf(sandbox, leader)] };
      expect(await runLeave(tools, from, byHand, 0.1)).toEqual({ kind: 'timed-out' });
      for (const node of [...dead, living]) await sandbox.control('start', { node });
      await until('all live, and nothing is seen of it', async () => {
        const { view } = await readMembership(tools, sandbox.cluster);
        return view.members.length === 5 && view.members.every(({ lives }) => lives);
      });
      const progress = await remove(sandbox, [leaving]);
      const rest = ['meta-1', 'meta-2', 'meta-3', 'meta-4', 'meta-5'].filter((name) => name !== leaving);
      const left = rest.filter((name) => name !== living);
      expect(progress).toMatchObject({
        state: 'needs attention',
        attention: {
          step: `${leaving}/gone`,
          failure: {
            code: 'FOREIGN_CHANGE',
            message: expect.stringContaining(`the voters are ${idsOf(left).join(', ')}, and ${idsOf(rest).join(', ')}`),
          },
        },
      });
      expect((await snapshotOf(sandbox)).units[leaving]).toMatchObject({ enabled: true, serves: true });
    });
  });

  test('a reboot of its host after each of the last steps does not bring it back', async () => {
    await withMetas({ meta: 5, metaHosts: 5 }, async (sandbox) => {
      const all = ['meta-1', 'meta-2', 'meta-3', 'meta-4', 'meta-5'];
      const [one = '', two = '', three = ''] = await followersOf(sandbox);
      const seen: string[] = [];
      const id = crypto.randomUUID();
      const rebootBefore = (step: string, node: string) =>
        before.set(`test/${id} ${step}:perform`, async () => {
          await sandbox.control('reboot', { node });
          seen.push(step);
        });
      rebootBefore(`${one}/stop`, one);
      rebootBefore(`${two}/file`, two);
      rebootBefore(`${three}/data`, three);
      await removeWell(sandbox, [one, two, three], { id });
      expect(seen).toHaveLength(3);
      const rest = all.filter((name) => ![one, two, three].includes(name));
      for (const node of [one, two, three]) {
        await sandbox.control('reboot', { node });
        await expectCleared(sandbox, node);
      }
      await expectGroup(sandbox, rest);
    });
  });
});

import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, test } from 'vitest';
import { awaitLed } from '../../activities/databend/await-led.ts';
import { findLeader, readMembership } from '../../activities/databend/find-leader.ts';
import { transfer } from '../../activities/databend/transfer.ts';
import { type DatabendCluster, metasOf } from '../../model/databend/cluster-spec.ts';
import { isMusterError } from '../../model/error.ts';
import type { OperationProgress } from '../../model/operation.ts';
import { until } from '../fixtures/until.ts';
import { useRunner } from '../fixtures/use-runner.ts';
import { useTools } from '../fixtures/use-tools.ts';
import { withDatabend } from '../fixtures/with-sandbox.ts';

const runner = useRunner();
const tools = useTools();

const leaderOf = async (cluster: DatabendCluster) => (await findLeader(tools, cluster)).leader.name;
const othersOf = (cluster: DatabendCluster, leader: string) =>
  metasOf(cluster)
    .map(({ alias }) => alias)
    .filter((alias) => alias !== leader);
const transferTo = (...nodes: string[]) => ({ verb: 'transfer-leader', role: 'meta', nodes }) as const;
const messagesOf = ({ steps }: OperationProgress) =>
  steps
    .flatMap(({ findings = [] }) => findings)
    .map(({ gate, severity, message }) => `${severity} ${gate}: ${message}`);

/** As an operation does: again while nobody leads yet, or no follower has caught up behind an election. */
async function askAgain<Value>(ask: () => Promise<Value>): Promise<Value> {
  const { value } = await until('it can be told', async () => {
    try {
      return { value: await ask() };
    } catch (error) {
      const passes = error instanceof ApplicationFailure && error.type === 'NOT_YET';
      if (passes || (isMusterError(error) && error.kind === 'transient')) return undefined;
      throw error;
    }
  });
  return value;
}

test('the leadership goes to the one that is named, and to any other where nobody is', async () => {
  await withDatabend({ meta: 3 }, async ({ cluster }) => {
    const first = await leaderOf(cluster);
    const [, named = ''] = othersOf(cluster, first);
    expect((await runner.run(cluster, transferTo(named))).state).toBe('done');
    expect(await leaderOf(cluster)).toBe(named);
    expect((await runner.run(cluster, transferTo())).state).toBe('done');
    expect(await leaderOf(cluster)).not.toBe(named);
    // It is there already: nothing is sent.
    const again = await runner.run(cluster, transferTo(await leaderOf(cluster)));
    expect(again.state).toBe('done');
    expect(again.steps.find(({ id }) => id === 'transfer')?.evidence?.[0]?.action.kind).toBe('nothing');
  });
});

test('a transfer that was heard and whose answer was lost is not sent again', async () => {
  await withDatabend({ meta: 3 }, async (sandbox) => {
    const { cluster } = sandbox;
    const [named = ''] = othersOf(cluster, await leaderOf(cluster));
    const { term } = (await findLeader(tools, cluster)).leader;
    await sandbox.control('fault', { name: 'lose-reply', pattern: 'trigger_transfer_leader', count: 1 });
    expect((await runner.run(cluster, transferTo(named))).state).toBe('done');
    expect((await findLeader(tools, cluster)).leader).toMatchObject({ name: named, term: term + 1 });
    // By no other way either: it may have been heard.
    await sandbox.control('fault', { name: 'lose-reply', pattern: 'trigger_transfer_leader', count: 1 });
    await expect(askAgain(() => transfer.perform(tools, { cluster, not: [named] }))).rejects.toMatchObject({
      code: 'META_SILENT',
      kind: 'unknown',
    });
  });
});

test('another voter that wins is told from the one that was wanted, and from the one of before', async () => {
  await withDatabend({ meta: 3 }, async ({ cluster }) => {
    const { leader, node } = await findLeader(tools, cluster);
    const before = { from: leader.name, term: leader.term };
    const still = { cluster, to: othersOf(cluster, leader.name)[0] ?? '', before };
    await expect(awaitLed(tools, still)).rejects.toMatchObject({ message: `${leader.name} still leads` });
    // To an id that nobody has: somebody is elected (recorded on 1.2.888).
    await fetch(`http://${node?.host}:${node?.ports.admin}/v1/ctrl/trigger_transfer_leader?to=77`);
    const won = await until('somebody leads in a later term', async () => {
      const { view } = await readMembership(tools, cluster);
      return view.leader !== undefined && view.leader.term > leader.term && view.leader;
    });
    const [wanted = ''] = othersOf(cluster, won.name);
    expect(await askAgain(() => awaitLed(tools, { cluster, to: wanted, before }))).toMatchObject({
      kind: 'reached',
      note: expect.stringMatching(`${won.name} won the election, in term \\d+, and not ${wanted}: asked for again`),
      value: { leader: won.name, wanted: false },
    });
    await expect(askAgain(() => awaitLed(tools, { cluster, to: wanted, before, last: true }))).rejects.toMatchObject({
      code: 'META_REFUSED',
      kind: 'refused',
    });
    // Somebody that must not lead gives it away; whoever may, keeps it.
    const moved = await askAgain(() => transfer.perform(tools, { cluster, not: [won.name] }));
    expect(moved.value).toMatchObject({ sent: true, from: won.name });
    const kept = await askAgain(() => transfer.perform(tools, { cluster, not: ['meta-9'] }));
    expect(kept.value).toMatchObject({ sent: false });
  });
});

describe('it is refused', () => {
  test('on a single voter, where all writes would stop', async () => {
    await withDatabend({ meta: 1 }, async ({ cluster }) => {
      const progress = await runner.run(cluster, transferTo());
      expect(progress.state).toBe('refused');
      expect(messagesOf(progress)).toContain(
        'refusal successor: meta-1 is the only voter: a transfer would stop all writes until it is restarted',
      );
    });
  });

  test('to a dead voter, and where the majority is gone', async () => {
    await withDatabend({ meta: 3 }, async (sandbox) => {
      const { cluster } = sandbox;
      const leader = await leaderOf(cluster);
      const [dead = '', other = ''] = othersOf(cluster, leader);
      await sandbox.control('kill', { node: dead });
      const refused = await runner.run(cluster, transferTo(dead));
      expect(refused.state).toBe('refused');
      expect(messagesOf(refused)).toContain(
        `refusal successor: ${dead} does not live: writes would stop until another one is elected`,
      );
      await sandbox.control('kill', { node: other });
      const alone = await runner.run(cluster, transferTo(other));
      expect(alone.state).toBe('refused');
      expect(messagesOf(alone)).toContain(`refusal meta-leader: only 1 of 3 voters name ${leader} as leader`);
    });
  });
});

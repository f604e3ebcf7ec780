import { expect, test } from 'vitest';
import { readMembership } from '../../activities/databend/find-leader.ts';
import { createTools } from '../../activities/tools.ts';
import { type DatabendCluster, queriesOf } from '../../model/databend/cluster-spec.ts';
import type { OperationRequest } from '../../model/operation.ts';
import type { Snapshot } from '../../sandbox/databend/snapshot.ts';
import { QueryAsker } from '../fixtures/ask-query.ts';
import { OperationRunner, startTestWorker } from '../fixtures/operation-runner.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { until } from '../fixtures/until.ts';

type Sandbox = TestSandbox<DatabendCluster>;

const snapshotOf = (sandbox: Sandbox) => sandbox.control<Snapshot>('snapshot');

async function expectVoters(sandbox: Sandbox, ids: readonly number[]): Promise<void> {
  const { members, endpoints } = await snapshotOf(sandbox);
  const told = ids.map((id) => [`meta-${id}`, expect.objectContaining({ voters: [ids], learners: [] })]);
  expect(members).toEqual(Object.fromEntries(told));
  expect([...(endpoints['query-1'] ?? [])].sort()).toEqual(ids.map((id) => `<net>.${id}:9191`));
}

/** Each operation to its end, with the most requests that failed one after the other meanwhile. */
async function run(
  runner: OperationRunner,
  sandbox: Sandbox,
  asker: QueryAsker,
  request: Partial<OperationRequest>,
): Promise<number> {
  asker.look();
  const { state, attention, steps } = await runner.run(sandbox.cluster, { role: 'meta', ...request });
  const refusals = steps.flatMap(({ findings = [] }) => findings).filter(({ severity }) => severity === 'refusal');
  expect({ state, attention, refusals }).toEqual({ state: 'done', attention: undefined, refusals: [] });
  const { answered, longestRun } = asker.look();
  expect(answered).toBeGreaterThan(0);
  return longestRun;
}

/** As many as fail one after the other in one election, which is what a killed leader costs. */
async function countElection(sandbox: Sandbox, asker: QueryAsker): Promise<number> {
  const tools = createTools();
  const leads = async () => (await readMembership(tools, sandbox.cluster)).view.leader?.name;
  try {
    const leader = await until('somebody leads', leads);
    asker.look();
    await sandbox.control('kill', { node: leader });
    await until('another one leads', async () => {
      const next = await leads();
      return next !== undefined && next !== leader;
    });
    await until('queries are answered', () => asker.answersNow());
    const { longestRun } = asker.look();
    await sandbox.control('start', { node: leader });
    await until('the old one is a member again', async () => {
      const { view } = await readMembership(tools, sandbox.cluster);
      return view.leader !== undefined && view.members.every(({ lives }) => lives);
    });
    return longestRun;
  } finally {
    await tools.ssh.close();
  }
}

test('from one to three, to five, to three, to one: no query fails for longer than one election', {
  timeout: 600_000,
}, async () => {
  const sandbox = await TestSandbox.start<DatabendCluster>({
    engine: 'databend',
    ...{ meta: 1, metaHosts: 5, queries: 1, autoSync: 2, speed: 20 },
  });
  const runner = await OperationRunner.connect();
  const stopWorker = await startTestWorker(runner);
  const [query] = queriesOf(sandbox.cluster);
  const asker = new QueryAsker(query ?? expect.fail('no Query node'));
  try {
    const failed: number[] = [];
    const step = async (verb: 'add' | 'remove', nodes: readonly string[], voters: readonly number[]) => {
      failed.push(await run(runner, sandbox, asker, { verb, nodes }));
      await until('the Query node goes by its members', async () => {
        const { endpoints } = await snapshotOf(sandbox);
        return endpoints['query-1']?.length === voters.length;
      });
      await expectVoters(sandbox, voters);
    };
    await step('add', ['meta-2', 'meta-3'], [1, 2, 3]);
    const election = await countElection(sandbox, asker);
    await step('add', ['meta-4', 'meta-5'], [1, 2, 3, 4, 5]);
    await step('remove', ['meta-1', 'meta-4'], [2, 3, 5]);
    await step('remove', ['meta-3', 'meta-5'], [2]);
    expect(Math.max(...failed), `one election: ${election}, operations: ${failed.join(', ')}`).toBeLessThanOrEqual(
      Math.max(1, election),
    );
  } finally {
    await asker.stop();
    await stopWorker();
    await runner.close();
    await sandbox.stop();
  }
});

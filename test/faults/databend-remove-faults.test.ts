import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readMembership } from '../../activities/databend/find-leader.ts';
import { createTools } from '../../activities/tools.ts';
import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import { MusterError } from '../../model/error.ts';
import type { Snapshot } from '../../sandbox/databend/snapshot.ts';
import { OperationRunner, startTestWorker } from '../fixtures/operation-runner.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';

const failed = new Set<string>();

/** Every call fails twice: first nothing has happened, then everything has and the reply is lost. */
const everyCall: ActivityInterceptorsFactory = ({ info }) => ({
  inbound: {
    async execute(input, next) {
      const { activityId } = info;
      const fail = (when: string) => {
        failed.add(`${activityId} ${when}`);
        throw new MusterError('SSH_LOST', `injected ${when} ${activityId}`, { kind: 'unknown' });
      };
      if (!failed.has(`${activityId} before`)) return fail('before');
      const result = await next(input);
      return failed.has(`${activityId} after`) ? result : fail('after');
    },
  },
});

const tools = createTools();
let runner: OperationRunner;
let stopWorker: () => Promise<void>;
let sandbox: TestSandbox<DatabendCluster>;

beforeAll(async () => {
  runner = await OperationRunner.connect();
  stopWorker = await startTestWorker(runner, { faults: [everyCall] });
  sandbox = await TestSandbox.start<DatabendCluster>({
    engine: 'databend',
    meta: 3,
    metaHosts: 3,
    queries: 1,
    speed: 10,
  });
});
afterAll(async () => {
  await stopWorker();
  await runner.close();
  await tools.ssh.close();
  await sandbox?.stop();
});

test('a removal of the leader ends as without a fault when each call fails before its effect and loses its reply', async () => {
  const { view } = await readMembership(tools, sandbox.cluster);
  const leader = view.leader?.name ?? expect.fail('nobody leads');
  const rest = view.members.map(({ name }) => name).filter((name) => name !== leader);
  const progress = await runner.run(sandbox.cluster, { verb: 'remove', role: 'meta', nodes: [leader] });
  const { state, attention, failure } = progress;
  expect({ state, attention, failure }).toEqual({ state: 'done', attention: undefined, failure: undefined });
  expect([...failed].filter((one) => one.endsWith(':perform after')).length).toBeGreaterThan(8);
  const { members, units, files } = await sandbox.control<Snapshot>('snapshot');
  const ids = rest.map((name) => Number(name.split('-')[1]));
  for (const name of rest) expect(members[name]).toMatchObject({ voters: [ids], learners: [] });
  expect(units[leader]).toMatchObject({ enabled: false, active: 'inactive', serves: false });
  const names = (files[leader] ?? []).map((file) => file.split('\n')[0] ?? '');
  expect(names.filter((name) => name.includes('retired'))).toEqual([
    expect.stringMatching(/databend-meta\.toml\.retired-<time>$/),
    expect.stringMatching(/databend\/raft-retired-<time>$/),
  ]);
  expect(names.filter((name) => /databend-meta\.toml$|\/raft$/.test(name))).toEqual([]);
}, 400_000);

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import type { Snapshot } from '../../sandbox/databend/snapshot.ts';
import { OperationRunner, startTestWorker } from '../fixtures/operation-runner.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';

let runner: OperationRunner;
let stopWorker: () => Promise<void>;

beforeAll(async () => {
  runner = await OperationRunner.connect();
  stopWorker = await startTestWorker(runner);
});
afterAll(async () => {
  await stopWorker();
  await runner.close();
});

test('a second and a third meta node join a single one', async () => {
  const sandbox = await TestSandbox.start<DatabendCluster>({
    engine: 'databend',
    meta: 1,
    metaHosts: 3,
    queries: 1,
    speed: 20,
  });
  try {
    const progress = await runner.run(sandbox.cluster, { verb: 'add', role: 'meta', nodes: ['meta-2', 'meta-3'] });
    expect(progress).toMatchObject({ state: 'done' });
    const { members, units } = await sandbox.control<Snapshot>('snapshot');
    const everyone = { voters: [[1, 2, 3]], learners: [] };
    expect(members).toMatchObject({ 'meta-1': everyone, 'meta-2': everyone, 'meta-3': everyone });
    expect(units).toMatchObject({ 'meta-3': { enabled: true, active: 'active', serves: true } });
  } finally {
    await sandbox.stop();
  }
});

import { expect, test } from 'vitest';
import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import { callBefore } from '../faults/call-before.ts';
import { OperationRunner, startTestWorker } from '../fixtures/operation-runner.ts';
import { listHolders } from '../fixtures/read-leases.ts';
import { connectSecond } from '../fixtures/second-installation.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';

test('an operation on a Meta service leaves its lease on every meta node, and a second installation is refused by it', async () => {
  const sandbox = await TestSandbox.start<DatabendCluster>({ engine: 'databend', meta: 3, speed: 20 });
  const [first, second] = [await OperationRunner.connect(), await connectSecond()];
  let meanwhile: { state: string; code: string | undefined; holders: readonly string[] } | undefined;
  const look = callBefore('databend.metas.transfer.perform', async () => {
    const { state, failure } = await second.run(sandbox.cluster, { verb: 'restart', role: 'meta', nodes: ['meta-2'] });
    meanwhile = { state, code: failure?.code, holders: listHolders(sandbox) };
  });
  const stops = [await startTestWorker(first, { faults: [look] }), await startTestWorker(second)];
  try {
    const id = crypto.randomUUID();
    const request = { id, verb: 'transfer-leader', role: 'meta', nodes: ['meta-3'] } as const;
    expect(await first.run(sandbox.cluster, request)).toMatchObject({ state: 'done' });
    expect(meanwhile).toEqual({
      state: 'refused',
      code: 'CLUSTER_LEASED',
      holders: ['meta-1', 'meta-2', 'meta-3'].map((name) => `${name}: ${id}`),
    });
    expect(listHolders(sandbox)).toEqual([]);
  } finally {
    for (const stop of stops) await stop();
    await Promise.all([first.close(), second.close()]);
    await sandbox.stop();
  }
});

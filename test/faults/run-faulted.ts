import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { ClusterSpec } from '../../model/cluster.ts';
import type { OperationProgress } from '../../model/operation.ts';
import { OperationRunner, startTestWorker } from '../fixtures/operation-runner.ts';
import { fill } from '../fixtures/sandbox-data.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { readEndState } from './end-state.ts';
import type { FaultedProcedure } from './procedures.ts';

export interface Faulted {
  readonly progress: OperationProgress;
  readonly before: unknown;
  readonly after: unknown;
}

/** On a sandbox and a task queue of its own: the cases run side by side. */
export async function runFaulted(
  procedure: FaultedProcedure,
  faults: readonly ActivityInterceptorsFactory[],
): Promise<Faulted> {
  return await runWithWorker(procedure, async (runner) => await startTestWorker(runner, { faults }));
}

/** The same with a worker of the caller's. */
export async function runWithWorker(
  { sandbox: options, request, tables }: FaultedProcedure,
  startWorker: (runner: OperationRunner) => Promise<() => Promise<void>>,
): Promise<Faulted> {
  const sandbox = await TestSandbox.start<ClusterSpec>(options);
  const runner = await OperationRunner.connect();
  try {
    if (tables !== undefined) await fill(sandbox, { tables });
    const before = await readEndState(sandbox);
    const stopWorker = await startWorker(runner);
    try {
      const progress = await runner.run(sandbox.cluster, request);
      return { progress, before, after: await readEndState(sandbox) };
    } finally {
      await stopWorker();
    }
  } finally {
    await runner.close();
    await sandbox.stop();
  }
}

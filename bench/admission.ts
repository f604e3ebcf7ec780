// How long a submit takes, beside a plain start of the same workflow in the same run: npm run bench -- admission [samples]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { admit } from '../client/admit.ts';
import type { Link } from '../client/connect.ts';
import { createRequestId } from '../client/request-id.ts';
import { operationWorkflowId } from '../model/foreman.ts';
import { DEFAULT_NAMESPACE, type OperationRequest, WORKFLOW_TYPE } from '../model/operation.ts';
import { SupervisedWorker } from '../test/faults/worker-process.ts';
import { bundleProcedures } from '../test/fixtures/bundle-procedures.ts';
import { OwnTemporal } from '../test/fixtures/own-temporal.ts';
import { packageRoot } from '../worker/package-root.ts';
import { findTemporal } from '../worker/temporal/find-binary.ts';

const SAMPLES = Number(process.argv[2] ?? 60);
const TASK_QUEUE = 'bench';

function ask(cluster: string, node: string): OperationRequest {
  return {
    id: createRequestId(),
    verb: 'add',
    role: 'be',
    nodes: [node],
    cluster: { name: cluster, engine: 'starrocks', version: '3.5.7', sql: { user: 'root' }, pace: 0.05, nodes: [] },
    mode: 'run',
    onFailure: 'hold',
    by: 'bench@here',
    notAfter: new Date(Date.now() + 60_000).toISOString(),
  };
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** A plain start, which decides nothing; a submit with no foreman; one with a foreman that watches over an operation. */
async function measure(link: Link) {
  const { client } = link;
  const ended = ({ id, cluster }: OperationRequest) =>
    client.workflow.getHandle(operationWorkflowId(cluster.name, id)).result();
  const held = ask('warm', 'held');
  await admit(link, held, 'refuse');
  const took = { plain: [] as number[], cold: [] as number[], warm: [] as number[] };
  for (let sample = 0; sample < SAMPLES; sample++) {
    const plain = ask('plain', 'be-1');
    const workflowId = operationWorkflowId('plain', plain.id);
    took.plain.push(
      await time(() => client.workflow.start(WORKFLOW_TYPE, { workflowId, taskQueue: TASK_QUEUE, args: [plain] })),
    );
    await ended(plain);
    const cold = ask(`cold-${sample}`, 'be-1');
    took.cold.push(await time(() => admit(link, cold, 'refuse')));
    await ended(cold);
    const warm = ask('warm', 'be-1');
    took.warm.push(await time(() => admit(link, warm, 'refuse')));
    await ended(warm);
  }
  await client.workflow.getHandle(operationWorkflowId('warm', held.id)).terminate('measured');
  return took;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function tell(name: string, values: readonly number[], plain: readonly number[]): string {
  const [p50, p95] = [quantile(values, 0.5), quantile(values, 0.95)];
  const ratio = p50 / quantile(plain, 0.5);
  return `${name.padEnd(34)} p50 ${p50.toFixed(0).padStart(5)} ms   p95 ${p95.toFixed(0).padStart(5)} ms   ${ratio.toFixed(1).padStart(5)} × a plain start`;
}

const directory = mkdtempSync(join(tmpdir(), 'muster-bench-'));
const { path } = await findTemporal({ say: (line) => process.stderr.write(`${line}\n`) });
const temporal = await OwnTemporal.start(path);
const { address } = temporal;
const bundle = await bundleProcedures(join(packageRoot(), 'test/fixtures/short-work-procedures.ts'));
const worker = new SupervisedWorker({ address, namespace: DEFAULT_NAMESPACE, taskQueue: TASK_QUEUE }, undefined, {
  bundle,
  activities: join(packageRoot(), 'test/faults/work-activities.js'),
  env: { MUSTER_WORK_LOG: join(directory, 'work') },
});
const connection = await Connection.connect({ address });
try {
  const client = new Client({ connection, namespace: DEFAULT_NAMESPACE });
  const link: Link = { client, address, namespace: DEFAULT_NAMESPACE, taskQueue: TASK_QUEUE, close: async () => {} };
  const { plain, cold, warm } = await measure(link);
  console.log(`${SAMPLES} samples each, one after the other, on a database file`);
  console.log(tell('plain workflow start', plain, plain));
  console.log(tell('submit, foreman awake', warm, plain));
  console.log(tell('submit, foreman started for it', cold, plain));
} finally {
  await worker.stop();
  await connection.close();
  await temporal.stop();
  rmSync(directory, { recursive: true, force: true });
}

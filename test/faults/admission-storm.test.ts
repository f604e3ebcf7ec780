import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { judgePair, workOf } from '../../model/conflicts.ts';
import { foremanWorkflowId, operationWorkflowId } from '../../model/foreman.ts';
import { type OperationRequest, SEARCH_ATTRIBUTES, WORKFLOW_TYPE } from '../../model/operation.ts';
import { bundleProcedures } from '../fixtures/bundle-procedures.ts';
import { OperationRunner } from '../fixtures/operation-runner.ts';
import { makeCluster } from '../fixtures/scripted-world.ts';
import { until } from '../fixtures/until.ts';
import { type Answer, createRandom, submitMany } from './storm.ts';
import { SupervisedWorker } from './worker-process.ts';

const ALL = process.env['MUSTER_FAULTS'] === 'all';
const CLIENTS = 20;
const SUBMITS = ALL ? 1_000 : 150;
const KILL_EVERY_MS = 30_000;
/** In the ordinary suite the worker is killed when so many have been answered. */
const KILLS_AT = [50, 100];

let runner: OperationRunner;
let worker: SupervisedWorker;
let directory: string;
let log: string;

beforeAll(async () => {
  runner = await OperationRunner.connect();
  directory = mkdtempSync(join(tmpdir(), 'muster-storm-'));
  log = join(directory, 'work');
  writeFileSync(log, '');
  worker = new SupervisedWorker(runner, undefined, {
    bundle: await bundleProcedures(fileURLToPath(new URL('../fixtures/short-work-procedures.ts', import.meta.url))),
    activities: fileURLToPath(new URL('work-activities.js', import.meta.url)),
    env: { MUSTER_WORK_LOG: log },
  });
  const first = await runner.start(makeCluster());
  await first.result();
  writeFileSync(log, '');
});
afterAll(async () => {
  await worker.stop();
  await runner.close();
  rmSync(directory, { recursive: true, force: true });
});

interface Span {
  readonly id: string;
  readonly from: number;
  readonly to: number;
}

/** From the first line of each to its last, by the activities themselves. */
function readSpans(): readonly Span[] {
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  const spans = new Map<string, Span>();
  for (const [at, line] of lines.entries()) {
    const id = line.split(' ')[1] ?? '';
    spans.set(id, { id, from: spans.get(id)?.from ?? at, to: at });
  }
  return [...spans.values()];
}

/** Pairs that were at work at once and do not go together; who began first is said by `order`. */
function findClashes(
  spans: readonly Span[],
  requests: ReadonlyMap<string, OperationRequest>,
  order: ReadonlyMap<string, number>,
): readonly string[] {
  const sorted = [...spans].sort((one, other) => (order.get(one.id) ?? 0) - (order.get(other.id) ?? 0));
  return sorted.flatMap((one, place) =>
    sorted.slice(place + 1).flatMap((other) => {
      const runs = requests.get(one.id);
      const asked = requests.get(other.id);
      if (other.from >= one.to || one.from >= other.to || runs === undefined || asked === undefined) return [];
      const { answer, why } = judgePair(workOf(runs), workOf(asked));
      return answer === 'allowed' ? [] : [`${one.id} and ${other.id}: ${why}`];
    }),
  );
}

async function listOperations(cluster: string) {
  const query = `WorkflowType = '${WORKFLOW_TYPE}' AND ${SEARCH_ATTRIBUTES.cluster} = '${cluster}'`;
  const found: { id: string; runId: string; from: number; to: number; status: string }[] = [];
  for await (const { workflowId, runId, startTime, closeTime, status } of runner.client.workflow.list({ query })) {
    const to = closeTime?.getTime() ?? Number.POSITIVE_INFINITY;
    const id = workflowId.slice(operationWorkflowId(cluster, '').length);
    found.push({ id, runId, from: startTime.getTime(), to, status: status.name });
  }
  return found;
}

/**
 * In which order the foremen began them. The server starts children that were begun in one task beside each other, so by its clock
 * the later one may have started first.
 */
async function readOrder(
  cluster: string,
  operations: readonly { readonly id: string; readonly runId: string }[],
): Promise<ReadonlyMap<string, number>> {
  const { workflow } = runner.client;
  const begun = await Promise.all(
    operations.map(async ({ id, runId }) => {
      const { events } = await workflow.getHandle(operationWorkflowId(cluster, id), runId).fetchHistory();
      const { parentWorkflowExecution, parentInitiatedEventId } =
        events?.[0]?.workflowExecutionStartedEventAttributes ?? {};
      return { id, foreman: parentWorkflowExecution?.runId ?? '', event: Number(parentInitiatedEventId) };
    }),
  );
  const foremen = new Map<string, number>();
  for (const run of new Set(begun.map(({ foreman }) => foreman))) {
    const { startTime } = await workflow.getHandle(foremanWorkflowId(cluster), run).describe();
    foremen.set(run, startTime.getTime());
  }
  const since = ({ foreman }: (typeof begun)[number]) => foremen.get(foreman) ?? 0;
  begun.sort((one, other) => since(one) - since(other) || one.event - other.event);
  return new Map(begun.map(({ id }, place) => [id, place]));
}

test(`${SUBMITS} submits of random kinds by ${CLIENTS} clients, the worker killed meanwhile: each answer is true`, {
  timeout: ALL ? 3_600_000 : 600_000,
}, async () => {
  const cluster = { ...makeCluster(1), name: `storm-${crypto.randomUUID()}` };
  const answers: Answer[] = [];
  const began = Date.now();
  let kills = 0;
  const kill = () => {
    kills++;
    worker.killNow();
  };
  const heard = (answer: Answer) => {
    answers.push(answer);
    if (!ALL && KILLS_AT.includes(answers.length)) kill();
  };
  const timer = ALL ? setInterval(kill, KILL_EVERY_MS) : undefined;
  try {
    await Promise.all(
      Array.from({ length: CLIENTS }, (_, client) => {
        const count = Math.floor(SUBMITS / CLIENTS) + (client < SUBMITS % CLIENTS ? 1 : 0);
        return submitMany(runner, cluster, count, createRandom(client + 1), heard);
      }),
    );
    await until(
      'the foreman has ended',
      async () => {
        const handle = runner.client.workflow.getHandle(foremanWorkflowId(cluster.name));
        return (await handle.describe()).status.name === 'COMPLETED';
      },
      300_000,
    );
  } finally {
    clearInterval(timer);
  }
  const seconds = (Date.now() - began) / 1_000;
  const count = (kind: Answer['kind']) => answers.filter((answer) => answer.kind === kind).length;
  const took = answers.map(({ tookMs }) => tookMs).sort((one, other) => one - other);
  console.log(
    `${answers.length} answers in ${seconds.toFixed(0)} s with ${kills} kills: ${count('running')} ran at once, ${count('queued')} were queued, ` +
      `${count('refused')} refused; ${answers.filter(({ unknown }) => unknown > 0).length} asked again; ` +
      `p50 ${took[Math.floor(took.length / 2)]} ms, p95 ${took[Math.floor(took.length * 0.95)]} ms`,
  );

  expect(answers).toHaveLength(SUBMITS);
  expect(kills).toBeGreaterThanOrEqual(2);
  const requests = new Map(answers.map(({ request }) => [request.id, request]));
  const admitted = answers.filter(({ kind }) => kind !== 'refused');
  const ids = admitted.map(({ request }) => request.id).sort();

  // None lost, none twice, none that was refused.
  const operations = await until(
    'all are listed',
    async () => {
      const listed = await listOperations(cluster.name);
      return listed.length >= ids.length && listed.every(({ status }) => status === 'COMPLETED') ? listed : undefined;
    },
    120_000,
  );
  expect(operations.map(({ id }) => id).sort()).toEqual(ids);
  const spans = readSpans();
  expect(spans.map(({ id }) => id).sort()).toEqual(ids);
  const runOf = new Map(operations.map(({ id, runId }) => [id, runId]));
  for (const { request, runId } of answers) if (runId !== undefined) expect(runOf.get(request.id)).toBe(runId);

  // Never side by side what does not go together: by what the activities saw, and by the histories.
  const order = await readOrder(cluster.name, operations);
  expect(findClashes(spans, requests, order)).toEqual([]);
  expect(findClashes(operations, requests, order)).toEqual([]);

  // Who was named as being in the way was there, and is in the way.
  for (const { request, code, holder } of answers) {
    if (code !== 'CLUSTER_BUSY') continue;
    const other = requests.get(holder ?? '');
    expect(other, `${request.id} was refused for ${holder}`).toBeDefined();
    if (other === undefined) continue;
    const answersOfPair = [judgePair(workOf(other), workOf(request)), judgePair(workOf(request), workOf(other))];
    expect(answersOfPair.some(({ answer }) => answer !== 'allowed')).toBe(true);
  }
});

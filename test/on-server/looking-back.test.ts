import { execa } from 'execa';
import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Link } from '../../client/connect.ts';
import { listPast } from '../../client/list-past.ts';
import { createRequestId } from '../../client/request-id.ts';
import { submit } from '../../client/submit.ts';
import { MusterError } from '../../model/error.ts';
import type { OperationRequest } from '../../model/operation.ts';
import { packageRoot } from '../../worker/package-root.ts';
import { give, makeCluster, makeRequest, ScriptedWorld, untilState } from '../fixtures/scripted-world.ts';
import { until } from '../fixtures/until.ts';

const CLUSTER = `c-${crypto.randomUUID()}`;
const OTHER = `c-${crypto.randomUUID()}`;

let directory: string;
let link: Link;
let world: ScriptedWorld;
/** Ended before `between`. */
let done: OperationRequest;
/** Began before it, and holds. */
let held: OperationRequest;
let plan: OperationRequest;
/** On another cluster, after it. */
let later: OperationRequest;
let between: Date;

function ask(name: string, request: Partial<OperationRequest> = {}): OperationRequest {
  return makeRequest({ id: createRequestId(), cluster: { ...makeCluster(), name }, ...request });
}

async function finish(request: OperationRequest) {
  const { workflowId, runId } = await submit(link, request);
  return await world.client.workflow.getHandle(workflowId, runId).result();
}

/** Whatever is looked at here is looked at when no worker is there any more. */
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'muster-looking-back-'));
  world = await ScriptedWorld.create();
  ({ link } = world);
  await until('a worker polls', async () => {
    const first = await world.start();
    await first.result();
    return true;
  });

  done = ask(CLUSTER, { accept: { clock: 'NTP is mended on Monday' } });
  plan = ask(CLUSTER, { mode: 'plan' });
  held = ask(CLUSTER);
  later = ask(OTHER);
  await finish(done);
  await finish(plan);
  world.script('register.perform', () => {
    throw new MusterError('SQL_PRIVILEGE', 'the user lacks NODE', { hint: 'GRANT NODE' });
  });
  const { workflowId, runId } = await submit(link, held);
  const handle = { ...world.client.workflow.getHandle(workflowId, runId), firstExecutionRunId: runId };
  await untilState(handle, 'needs attention');
  await give(handle, 'retry', { why: 'granted' });
  await untilState(handle, 'needs attention');
  world.reset();
  between = new Date();
  await finish(later);
  await until('the list of the server, which is late by a moment, has them', async () => {
    const isListed = async (name: string, state: string) =>
      (await link.client.workflow.count(`MusterCluster = '${name}' AND MusterState = '${state}'`)).count === 1;
    return (
      (await isListed(CLUSTER, 'planned')) &&
      (await isListed(CLUSTER, 'needs attention')) &&
      (await isListed(OTHER, 'done')) &&
      (await isListed(CLUSTER, 'done'))
    );
  });
  await world.close();
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** The compiled command. */
async function muster(...args: readonly string[]): Promise<string> {
  const { stdout, stderr, exitCode } = await execa(
    process.execPath,
    [join(packageRoot(), 'dist/client/main.js'), ...args],
    {
      cwd: directory,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: directory,
        MUSTER_STATE_DIR: join(directory, 'state'),
        TEMPORAL_ADDRESS: inject('temporalAddress'),
        TEMPORAL_NAMESPACE: inject('temporalNamespace'),
      },
      extendEnv: false,
      reject: false,
    },
  );
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  return stdout;
}

async function list(...args: readonly string[]): Promise<readonly { id: string; state: string; why?: string }[]> {
  return JSON.parse(await muster('ops', 'list', '--json', ...args));
}

const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id).sort();
const ids = (...requests: readonly OperationRequest[]) => requests.map(({ id }) => id).sort();

describe('what is listed', () => {
  test('is of one cluster, plans only when they are asked for', async () => {
    expect(idsOf(await list('--cluster', CLUSTER))).toEqual(ids(done, held));
    expect(idsOf(await list('--cluster', CLUSTER, '--all', '--plans'))).toEqual(ids(done, held, plan));
    expect(await list('--cluster', 'c-of-nobody')).toEqual([]);
  });

  test('has the reasons that were given', async () => {
    const rows = await list('--cluster', CLUSTER, '--all');
    expect(rows.find(({ id }) => id === done.id)?.why).toBe('accepts clock: NTP is mended on Monday');
    expect(rows.find(({ id }) => id === held.id)).not.toHaveProperty('why');
  });

  test('is in a state', async () => {
    expect(idsOf(await list('--cluster', CLUSTER, '--state', 'needs-attention'))).toEqual(ids(held));
    expect(idsOf(await list('--cluster', CLUSTER, '--state', 'done,failed'))).toEqual(ids(done));
  });

  test('was at work since then: one that began before and has not ended is', async () => {
    const since = async (at: Date) => {
      const found: string[] = [];
      for await (const { memo } of listPast(link, { since: at })) found.push(String(memo?.['requestId']));
      return found;
    };
    const some = await reopened(() => since(between));
    expect(some).toContain(held.id);
    expect(some).toContain(later.id);
    expect(some).not.toContain(done.id);
    expect(idsOf(await list('--since', '1h', '--cluster', CLUSTER))).toEqual(ids(done, held));
  });

  test('is cut where few are asked for, and says so', async () => {
    const text = await muster('ops', 'list', '--cluster', CLUSTER, '--limit', '1');
    expect(text).toContain(held.id);
    expect(text).not.toContain(done.id);
    expect(text).toContain('there are more: muster ops list --all');
    expect(await muster('ops', 'list', '--cluster', CLUSTER, '--all')).not.toContain('there are more');
  });
});

/** The connection of the world is closed; one more for what the command line cannot ask. */
async function reopened<Value>(work: () => Promise<Value>): Promise<Value> {
  const { Client, Connection } = await import('@temporalio/client');
  const connection = await Connection.connect({ address: link.address });
  const before = link;
  link = { ...link, client: new Client({ connection, namespace: link.namespace }) };
  try {
    return await work();
  } finally {
    link = before;
    await connection.close();
  }
}

describe('the evidence of one, with no worker', () => {
  test('has who asked and why, what was checked, done and answered', async () => {
    const text = await muster('ops', 'show', done.id, '--evidence');
    expect(text).toContain(`asked by ${done.by}: add fe fe-2 on ${CLUSTER}`);
    expect(text).toContain('accepts clock: NTP is mended on Monday');
    expect(text).toMatch(/checked {2}fe-2\/host/);
    expect(text).toMatch(/did {2}fe-2\/register[\s\S]*command on x\n +register\n +[\d:]+ → OK/);
    expect(text).toContain('ended: done');
    expect(text.indexOf('fe-2/register')).toBeLessThan(text.indexOf('fe-2/start'));
  });

  test('of one that holds has each failure and each verb, in their order', async () => {
    const { state, entries } = JSON.parse(await muster('ops', 'show', held.id, '--evidence', '--json')) as {
      state: string;
      entries: readonly { kind: string; step?: string; by?: string; why?: string; failure?: { code: string } }[];
    };
    expect(state).toBe('needs attention');
    const told = entries.filter(({ kind, step }) => kind === 'verb' || step === 'fe-2/register');
    expect(told.map(({ kind }) => kind)).toEqual(['planned', 'failed', 'verb', 'planned', 'failed']);
    expect(told[1]?.failure?.code).toBe('SQL_PRIVILEGE');
    expect(told[2]).toMatchObject({ by: 'test@here', why: 'granted' });
    const text = await muster('ops', 'show', held.id, '--evidence');
    expect(text).toContain('retry by test@here: granted');
    expect(text).toContain(`muster ops retry ${held.id}`);
  });
});

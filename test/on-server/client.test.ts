import { inject, afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Client, ServiceError, type WorkflowClientInterceptor } from '@temporalio/client';
import { connect, type Link } from '../../client/connect.ts';
import { findOperation } from '../../client/find-operation.ts';
import { follow } from '../../client/follow.ts';
import { giveVerb } from '../../client/give-verb.ts';
import { readHistory } from '../../worker/history/read-history.ts';
import { readOperation } from '../../client/read-operation.ts';
import { readSettled } from '../../client/read-settled.ts';
import { rebuildProgress } from '../../model/rebuild-progress.ts';
import { createRequestId } from '../../client/request-id.ts';
import { submit } from '../../client/submit.ts';
import type { Terminal } from '../../client/terminal.ts';
import { watch } from '../../client/watch.ts';
import { MusterError } from '../../model/error.ts';
import { operationWorkflowId } from '../../model/foreman.ts';
import type { OperationProgress, OperationRequest, StepProgress } from '../../model/operation.ts';
import { VIEW } from '../client/screens/examples.ts';
import { makeCluster, makeRequest, ScriptedWorld } from '../fixtures/scripted-world.ts';
import { until } from '../fixtures/until.ts';

let world: ScriptedWorld;
/** To the worker of the world. */
let link: Link;
/** To a task queue that nobody looks at. */
let deserted: Link;

beforeAll(async () => {
  world = await ScriptedWorld.create();
  const first = await world.start();
  const { taskQueue } = await first.describe();
  await first.result();
  const target = { client: world.client, address: inject('temporalAddress'), namespace: inject('temporalNamespace') };
  link = { ...target, taskQueue, close: async () => {} };
  deserted = { ...link, taskQueue: `deserted-${crypto.randomUUID()}` };
});
afterAll(async () => {
  await world.close();
});
beforeEach(() => {
  world.reset();
});

/** Each test has a cluster of its own: one operation at a time is what is tested. */
function ask(request: Partial<OperationRequest> = {}): OperationRequest {
  return makeRequest({
    id: createRequestId(),
    cluster: { ...makeCluster(), name: `c-${crypto.randomUUID()}` },
    ...request,
  });
}

function fail(message: string): () => never {
  return () => {
    throw new MusterError('COMMAND_FAILED', message, { kind: 'refused', hint: 'look at it' });
  };
}

function record(): { readonly terminal: Terminal; readonly lines: string[] } {
  const lines: string[] = [];
  const print = (more: readonly string[] | string) => void lines.push(...(typeof more === 'string' ? [more] : more));
  const terminal = {
    interactive: false,
    view: () => ({ ...VIEW, now: Date.now() }),
    print,
    warn: print,
    json: (value: unknown) => print(JSON.stringify(value)),
    draw: () => {},
    height: () => 50,
    columns: () => 120,
  };
  return { terminal, lines };
}

const unaborted = new AbortController().signal;

async function submitted(request: OperationRequest) {
  return { ...(await submit(link, request)), name: request.id };
}

describe('a submit', () => {
  test('without a worker is refused and leaves nothing behind', async () => {
    const request = ask();
    await expect(submit(deserted, request)).rejects.toMatchObject({
      code: 'NO_WORKER',
      message: expect.stringContaining('nothing was submitted'),
    });
    await expect(findOperation(link, request.cluster.name)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  /** The link of a client whose submits lose their reply, before or after the server has them. */
  function lossy(reaches: boolean): Link {
    const lose: WorkflowClientInterceptor = {
      startUpdateWithStart: async (input, next) => {
        if (reaches) await next(input);
        throw new ServiceError('the connection broke', { cause: new Error('14 UNAVAILABLE: Connection dropped') });
      },
    };
    const { connection } = world.client;
    return {
      ...link,
      client: new Client({ connection, namespace: link.namespace, interceptors: { workflow: [lose] } }),
    };
  }

  test('whose reply is lost is found again by its id', async () => {
    const request = ask();
    const { workflowId, runId } = await submit(lossy(true), request);
    expect(workflowId).toBe(operationWorkflowId(request.cluster.name, request.id));
    expect(
      (await follow(link, { workflowId, runId }, record().terminal, { quiet: true, signal: unaborted }))?.progress
        .request.id,
    ).toBe(request.id);
  });

  test('that never reached the server says that nothing was found of it', async () => {
    await expect(submit(lossy(false), ask())).rejects.toMatchObject({
      code: 'TEMPORAL_DOWN',
      message: expect.stringContaining('nothing was found of it'),
    });
  });

  test('that is repeated is recognised, one of somebody else is told who holds the cluster', async () => {
    world.script('register.perform', fail('no'));
    const request = ask();
    const first = await submit(link, request);
    expect(await submit(link, request)).toEqual(first);
    const refusal = await submit(link, { ...request, id: createRequestId() }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: 'CLUSTER_BUSY',
      message: expect.stringContaining(`operation ${request.id} (add fe-2, by test@here)`),
    });
    expect(refusal).toMatchObject({ hint: expect.stringContaining(`muster ops watch ${request.id}`) });
    await giveVerb(link, { ...first, name: request.id }, 'undo', { by: 'test@here' });
  });
});

test('Temporal that is not there is said with the next command', async () => {
  process.env.TEMPORAL_ADDRESS = '127.0.0.1:1';
  try {
    await expect(connect()).rejects.toMatchObject({
      code: 'TEMPORAL_DOWN',
      hint: expect.stringContaining('muster up'),
    });
  } finally {
    delete process.env.TEMPORAL_ADDRESS;
  }
});

/** A wait that goes on until the test lets it end. */
function holdAtServing(): () => void {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  world.script('awaitServing', async () => {
    await opened;
    return { kind: 'reached', note: 'so' };
  });
  return () => open();
}

test('a verb that meets the end of an activity is given again until it is heard', async () => {
  const open = holdAtServing();
  const heard = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const target = await submitted(ask());
      return (await giveVerb(link, target, 'undo', { by: 'test@here' })).verbs.map(({ verb }) => verb);
    }),
  );
  open();
  expect(heard).toEqual(Array.from({ length: 8 }, () => ['undo']));
});

test('after a verb it is told as it is when it has moved', async () => {
  const open = holdAtServing();
  const target = await submitted(ask());
  const answered = await giveVerb(link, target, 'undo', { by: 'test@here' });
  expect(answered.state).toBe('running');
  expect((await readSettled(link, target, answered, 60_000)).state).toMatch(/^undo(ing|ne)$/);
  open();
  // What does not move any more is told as it stands.
  const handle = link.client.workflow.getHandle(target.workflowId, target.runId);
  const ended = (await handle.result()) as OperationProgress;
  expect((await readSettled(link, target, ended, 0)).state).toBe('undone');
});

describe('a watch', () => {
  test('prints each step once and ends with how it ended', async () => {
    const { terminal, lines } = record();
    expect(await watch(link, await submitted(ask()), terminal, { signal: unaborted })).toBe(0);
    expect(lines.filter((line) => line.includes('Register it as a follower'))).toHaveLength(1);
    expect(lines.join('\n')).toContain(': it serves,');
  });

  test('ends with code 5 and the fitting commands when the operation needs attention', async () => {
    world.script('start.perform', fail('start_fe.sh ended with 1'));
    const target = await submitted(ask());
    const { terminal, lines } = record();
    expect(await watch(link, target, terminal, { signal: unaborted })).toBe(5);
    expect(lines.join('\n')).toMatch(/start_fe\.sh ended with 1 \(COMMAND_FAILED\)[\s\S]*look at it/);
    expect(lines.join('\n')).toContain(`muster ops retry ${target.name} --why`);

    world.reset();
    await giveVerb(link, target, 'retry', { by: 'test@here', why: 'it is mended' });
    const again = record();
    await until(
      'the retry is through',
      async () => (await readOperation(link.client, target.workflowId, target.runId)).progress.state === 'done',
    );
    expect(await watch(link, target, again.terminal, { signal: unaborted })).toBe(0);
    await expect(giveVerb(link, target, 'pause', { by: 'test@here' })).rejects.toMatchObject({ code: 'VERB_REFUSED' });
  });

  test('that is left says how to come back, and the operation goes on', async () => {
    const open = holdAtServing();
    const target = await submitted(ask());
    const leave = new AbortController();
    const { terminal, lines } = record();
    const watching = watch(link, target, terminal, { signal: leave.signal });
    await until('it waits', () => lines.some((line) => line.includes('Wait until it serves')));
    leave.abort();
    expect(await watching).toBe(7);
    expect(lines.join('\n')).toContain(`muster ops watch ${target.name}`);
    open();
    expect((await follow(link, target, terminal, { quiet: true, signal: unaborted }))?.progress.state).toBe('done');
  });

  test('of a refused operation has code 3', async () => {
    world.script('preflight', () => [
      { gate: 'meta', severity: 'refusal', subject: 'fe-2', message: 'meta is not empty' },
    ]);
    const { terminal, lines } = record();
    expect(await watch(link, await submitted(ask()), terminal, { signal: unaborted })).toBe(3);
    expect(lines.join('\n')).toContain('nothing was changed');
  });

  test('of a plan prints the commands and performs none', async () => {
    const { terminal, lines } = record();
    const target = await submitted(ask({ mode: 'plan' }));
    expect(target.workflowId).toMatch(/^plan\//);
    expect(await watch(link, target, terminal, { signal: unaborted })).toBe(0);
    expect(lines.join('\n')).toMatch(/Register it as a follower\n +command on x\n +register/);
    expect(world.calls.filter((call) => call.endsWith('.perform'))).toEqual([]);
  });
});

test('an operation told by its history alone says the same as its worker', async () => {
  world.script('start.perform', fail('no'));
  const request = ask();
  const { workflowId, runId } = await submit(link, request);
  const told = await until('it needs attention', async () => {
    const { progress } = await readOperation(link.client, workflowId, runId);
    return progress.attention === undefined ? undefined : progress;
  });
  const step = told.attention?.step ?? '';
  const rebuilt = rebuildProgress(await readHistory(link.client, workflowId, runId), { state: told.state, step });
  const timeless = ({ startedAt: _, endedAt: __, ...rest }: StepProgress) => rest;
  const begun = told.steps.filter(({ state }) => state !== 'pending').map(timeless);
  expect(rebuilt?.steps.map(timeless)).toEqual(begun);
  expect(rebuilt?.attention).toMatchObject({
    step: told.attention?.step,
    failure: told.attention?.failure,
    verbs: told.attention?.verbs,
  });
  expect(rebuilt?.request).toEqual(told.request);
  await giveVerb(link, { workflowId, runId, name: request.id }, 'undo', { by: 'test@here' });
});

test('an operation is found by its cluster, by its id and by the beginning of it', async () => {
  const open = holdAtServing();
  const request = ask();
  const target = await submitted(request);
  const named = { ...target, what: 'add fe-2' };
  // It runs: the list of those that have ended is late by a moment.
  expect(await findOperation(link, request.cluster.name)).toEqual(named);
  open();
  const found = await until('it is listed', () => findOperation(link, request.id).catch(() => undefined));
  expect(found).toEqual(named);
  expect(await findOperation(link, request.id.slice(0, 6))).toEqual(named);
  await expect(findOperation(link, "x' OR '1' = '1")).rejects.toMatchObject({ code: 'BAD_INPUT' });
  await expect(findOperation(link, '0000000000')).rejects.toMatchObject({ code: 'NOT_FOUND', hint: 'muster ops list' });
});

import { beforeAll, describe, expect, test } from 'vitest';
import { OperationRunner, startTestWorker } from '../fixtures/operation-runner.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { attend, type Fall, fellLeader, revive } from './attendant.ts';
import { callBefore } from './call-before.ts';
import { readEndState, withoutRemains } from './end-state.ts';
import { ADD_ACTIVITIES, chooseCases } from './procedures.ts';

let clean: unknown;

beforeAll(async () => {
  clean = (await runWith(undefined)).after;
});

/**
 * A fourth frontend joins three, so that an election is possible at each step. Not faster: a leader that is cut off has to
 * answer, after 12 s of its own, later than the 2 s in which one that leads does.
 */
async function runWith(fall: { readonly before: string; readonly how: Fall } | undefined) {
  const sandbox = await TestSandbox.start({ hosts: 4, frontends: 3, speed: 5 });
  const runner = await OperationRunner.connect();
  let fallen: string | undefined;
  const faults =
    fall === undefined
      ? []
      : [
          callBefore(fall.before, async () => {
            fallen = await fellLeader(sandbox, fall.how);
          }),
        ];
  const stopWorker = await startTestWorker(runner, { faults });
  try {
    const progress = await attend(runner, sandbox, { nodes: ['fe-4'] }, () => fallen);
    if (fallen !== undefined) await revive(sandbox, fallen);
    return { progress, fallen, after: await readEndState(sandbox) };
  } finally {
    await stopWorker();
    await runner.close();
    await sandbox.stop();
  }
}

/** Between a plan and its perform nothing else happens: the fall before the perform is the later, worse one. */
const steps = ADD_ACTIVITIES.filter((name) => !name.endsWith('.plan'));
const falls: readonly Fall[] = ['killed', 'cut off silently'];
const cases = chooseCases(steps.flatMap((before) => falls.map((how) => ({ before, how }))));

describe.concurrent('add fe ends as without a failover when', { timeout: 240_000 }, () => {
  test.each(cases)('the leader is $how before $before', async (fall) => {
    const { progress, fallen, after } = await runWith(fall);
    expect(fallen).toBeDefined();
    expect(progress).toMatchObject({ state: 'done' });
    expect(withoutRemains(after)).toEqual(withoutRemains(clean));
  });
});

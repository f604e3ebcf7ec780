import type { Context } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/common';
import { expect, test } from 'vitest';
import { hasEnded } from '../../../worker/interceptors/has-ended.ts';

const ASKED = { operation: 'abc', workflow: 'op/lake/abc', run: 'first' };

interface Known {
  readonly runId: string;
  readonly status: string;
}

/** Of the server's answers those that count; the latest run comes last. */
async function ask(...runs: readonly Known[]): Promise<boolean> {
  const describe = async (runId?: string) => {
    const found = runId === undefined ? runs.at(-1) : runs.find((one) => one.runId === runId);
    if (found === undefined) throw new WorkflowNotFoundError('not there', ASKED.workflow, runId);
    return { runId: found.runId, status: { name: found.status }, memo: { requestId: ASKED.operation } };
  };
  const getHandle = (_: string, runId?: string) => ({ describe: () => describe(runId) });
  return await hasEnded({ client: { workflow: { getHandle } } } as unknown as Context, ASKED);
}

test('an operation is over when the server says so of it, or knows nothing of it', async () => {
  expect(await ask({ runId: 'first', status: 'RUNNING' })).toBe(false);
  expect(await ask({ runId: 'first', status: 'TERMINATED' })).toBe(true);
  expect(await ask()).toBe(true);
});

test('one that was reset goes on under another run, and one that was paused on the server goes on later', async () => {
  const first = { runId: 'first', status: 'TERMINATED' };
  expect(await ask(first, { runId: 'second', status: 'RUNNING' })).toBe(false);
  expect(await ask({ runId: 'first', status: 'PAUSED' })).toBe(false);
  expect(await ask(first, { runId: 'second', status: 'PAUSED' })).toBe(false);
  expect(await ask(first, { runId: 'second', status: 'COMPLETED' })).toBe(true);
});

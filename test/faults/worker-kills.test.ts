import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OperationProgress } from '../../model/operation.ts';
import { OperationRunner } from '../fixtures/operation-runner.ts';
import { TestSandbox } from '../fixtures/test-sandbox.ts';
import { readEndState } from './end-state.ts';
import { ADD_CHANGES } from './procedures.ts';
import { type Kill, SupervisedWorker } from './worker-process.ts';

let runner: OperationRunner;
let directory: string;
let clean: unknown;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'muster-kills-'));
  runner = await OperationRunner.connect();
  clean = (await runWith(undefined)).endState;
});
afterAll(async () => {
  await runner.close();
  rmSync(directory, { recursive: true, force: true });
});

interface Ended {
  readonly progress: OperationProgress;
  readonly endState: unknown;
  readonly starts: number;
  readonly output: string;
}

async function runWith(kill: Kill | undefined): Promise<Ended> {
  const sandbox = await TestSandbox.start();
  const worker = new SupervisedWorker(runner, kill);
  try {
    const progress = await runner.run(sandbox.cluster);
    return { progress, endState: await readEndState(sandbox), starts: worker.starts, output: worker.output.join('') };
  } finally {
    await worker.stop();
    await sandbox.stop();
  }
}

const kills = ADD_CHANGES.flatMap((activity) => [
  { activity, when: 'before' as const, delayMs: 0 },
  { activity, when: 'during' as const, delayMs: 25 },
  { activity, when: 'after' as const, delayMs: 0 },
]);

test.each(kills)('a worker killed with -9 $when $activity changes nothing in the end', async (kill) => {
  const marker = join(directory, `${kill.activity}-${kill.when}`);
  const { progress, endState, starts } = await runWith({ ...kill, marker });
  expect(existsSync(marker)).toBe(true);
  expect(starts).toBeGreaterThan(1);
  expect(progress).toMatchObject({ state: 'done' });
  expect(endState).toEqual(clean);
});

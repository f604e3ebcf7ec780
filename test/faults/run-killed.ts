import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { FaultedProcedure } from './procedures.ts';
import { type Faulted, runWithWorker } from './run-faulted.ts';
import { type Kill, SupervisedWorker } from './worker-process.ts';

/** In one run, at the first call of each. */
export interface KillCase {
  readonly name: string;
  readonly when: Kill['when'];
  readonly activities: readonly string[];
}

/** With a worker killed at each of these. `fail` names another activity, which refuses each time. */
export async function runKilled(procedure: FaultedProcedure, one: KillCase, fail?: string): Promise<Faulted> {
  const directory = mkdtempSync(join(tmpdir(), 'muster-kills-'));
  const marker = join(directory, 'killed');
  const kill: Kill = {
    activity: one.activities,
    when: one.when,
    delayMs: 20,
    marker,
    ...(fail !== undefined && { fail }),
  };
  try {
    const ended = await runWithWorker(procedure, async (runner) => {
      const worker = new SupervisedWorker(runner, kill);
      return async () => await worker.stop();
    });
    const { state, attention } = ended.progress;
    const spared = one.activities.filter((name) => !existsSync(`${marker}-${name}`));
    expect({ spared, state, attention }).toEqual({ spared: [], state, attention: undefined });
    return ended;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

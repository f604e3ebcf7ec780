import { join } from 'node:path';
import { readBuildId } from '../build-id.ts';
import { packageRoot } from '../package-root.ts';
import { startInBackground } from './background-process.ts';
import type { LocalFile } from './local-file.ts';
import { stateFiles } from './state-directory.ts';

/** What the worker runs instead of the product's own; for tests. */
export interface WorkerParts {
  readonly bundle?: string;
  readonly activities?: string;
  readonly faults?: string;
}

interface WorkerPlace {
  readonly stateDir: string;
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
}

/** How a worker is recognised whose pid nobody wrote down, also one of another installation of muster. */
export function workerWords(stateDir: string): readonly string[] {
  return ['--state-dir', stateDir, '--health-file', stateFiles(stateDir).workerHealth];
}

export async function startWorkerProcess(
  place: WorkerPlace,
  parts: WorkerParts = {},
): Promise<NonNullable<LocalFile['worker']>> {
  const buildId = readBuildId();
  const { workerLog, workerHealth } = stateFiles(place.stateDir);
  const identity = await startInBackground({
    command: process.execPath,
    args: [
      ...['--enable-source-maps', workerProgram(), '--state-dir', place.stateDir, '--address', place.address],
      ...['--namespace', place.namespace, '--task-queue', place.taskQueue, '--health-file', workerHealth],
      ...Object.entries(parts).flatMap(([name, path]) => [`--${name}`, String(path)]),
    ],
    env: { ...process.env, TZ: 'UTC' },
    cwd: place.stateDir,
    log: workerLog,
  });
  return { ...identity, buildId };
}

function workerProgram(): string {
  return join(packageRoot(), 'dist/worker/main.js');
}

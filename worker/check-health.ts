import { readFileSync } from 'node:fs';
import type { WorkerHealth } from './health-file.ts';

/** Three times as long as a busy worker may be late with its line. */
const STALE_MS = 30_000;

export interface HealthVerdict {
  readonly healthy: boolean;
  readonly said: string;
}

/**
 * Whether the worker of this file lives and its event loop turns. Whether Temporal can be reached is left out: a worker
 * waits for that by itself, and a restart would only interrupt what it is doing.
 */
export function checkHealth(path: string, now: number): HealthVerdict {
  const health = readHealth(path);
  if (typeof health === 'string') return { healthy: false, said: health };
  const age = now - Date.parse(health.seenAt);
  const seen = `pid ${health.pid}, ${health.phase}, seen ${Math.max(0, Math.round(age / 1000))} s ago`;
  if (!(age <= STALE_MS)) return { healthy: false, said: `the worker is silent: ${seen}` };
  if (health.phase === 'starting') return { healthy: false, said: `the worker does not poll yet: ${seen}` };
  return { healthy: true, said: seen };
}

function readHealth(path: string): WorkerHealth | string {
  try {
    const health = JSON.parse(readFileSync(path, 'utf8')) as WorkerHealth;
    return typeof health.seenAt === 'string' ? health : `${path} is not a health file`;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? `no worker runs: ${path} is not there` : `${path} cannot be read`;
  }
}

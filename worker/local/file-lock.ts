import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { MusterError } from '../../model/error.ts';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';

export interface LockOptions {
  /** How long to wait for the holder. @default 120_000 ms */
  readonly limitMs?: number;
  /** Told once when there is a holder. @default nothing */
  readonly busy?: (holder: ProcessIdentity) => void;
}

/** Runs `body` while no other process does under this file. A holder that was killed, or died with the machine, holds nothing. */
export async function withLock<Result>(
  path: string,
  options: LockOptions,
  body: () => Promise<Result>,
): Promise<Result> {
  const { limitMs = 120_000, busy = () => {} } = options;
  const end = Date.now() + limitMs;
  let told = false;
  while (!tryLock(path)) {
    const holder = readHolder(path);
    if (!isAlive(holder)) {
      removeStale(path);
      continue;
    }
    if (Date.now() > end) {
      throw new MusterError('LOCAL_FAILED', `Another muster (pid ${holder.pid}) has held ${path} for too long`, {
        kind: 'transient',
        hint: `ps -p ${holder.pid} -o args=`,
      });
    }
    if (!told) busy(holder);
    told = true;
    await sleep(50);
  }
  try {
    return await body();
  } finally {
    rmSync(path, { force: true });
  }
}

/** A link either appears whole or not at all: the file is never seen without its holder. */
function tryLock(path: string): boolean {
  const own = `${path}.${process.pid}`;
  writeFileSync(own, JSON.stringify(identifyProcess(process.pid)));
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Two may find the same stale lock: one that was moved aside and turns out to be alive is put back. */
function removeStale(path: string): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
    if (isAlive(readHolder(aside))) linkSync(aside, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function readHolder(path: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}

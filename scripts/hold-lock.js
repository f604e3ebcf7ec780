import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs `action` while no other process of this clone does; a lock left by a killed process is taken over. */
export async function holdLock(directory, action, { limitMs = 600_000 } = {}) {
  mkdirSync(dirname(directory), { recursive: true });
  const end = Date.now() + limitMs;
  while (!take(directory)) {
    if (Date.now() > end)
      throw new Error(`${directory} is held by another process for too long; remove it if none runs`);
    await sleep(100);
  }
  try {
    return await action();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function take(directory) {
  try {
    mkdirSync(directory);
    writeFileSync(join(directory, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isStale(directory)) rmSync(directory, { recursive: true, force: true });
    return false;
  }
}

function isStale(directory) {
  try {
    process.kill(Number(readFileSync(join(directory, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    if (error.code === 'EPERM') return false;
    if (error.code === 'ESRCH') return true;
    // Taken a moment ago, the pid is not written yet; or killed in just that moment.
    try {
      return Date.now() - statSync(directory).mtimeMs > 5_000;
    } catch {
      return false;
    }
  }
}

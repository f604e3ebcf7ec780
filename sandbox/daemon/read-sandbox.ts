import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SandboxInfo } from '../engine.ts';
import { sandboxPaths } from '../host/layout.ts';
import { isAlive } from './sweep-processes.ts';

/** Undefined when it is not running, or not yet. */
export function readSandbox(dir: string): SandboxInfo | undefined {
  const info = readInfo(dir);
  return info !== undefined && isDaemon(info.pid, info.dir) ? info : undefined;
}

/** Sandboxes that run in the directories below this one. */
export function listSandboxes(baseDir: string): SandboxInfo[] {
  if (!existsSync(baseDir)) return [];
  return readdirSync(baseDir)
    .sort()
    .map((entry) => readSandbox(join(baseDir, entry)))
    .filter((info) => info !== undefined);
}

/** The pid alone would not do: it may have been given to another process since. */
export function isDaemon(pid: number, dir: string): boolean {
  if (!isAlive(pid)) return false;
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.some((word) => word.endsWith('sandbox/daemon/main.js')) && words.includes(dir);
  } catch {
    return false;
  }
}

function readInfo(dir: string): SandboxInfo | undefined {
  try {
    return JSON.parse(readFileSync(sandboxPaths(resolve(dir)).info, 'utf8')) as SandboxInfo;
  } catch {
    return undefined;
  }
}

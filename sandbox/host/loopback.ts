import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseSocketPath } from '../process/choose-socket-path.ts';

/**
 * The hosts share one 127.0.0.1, so each has a stand-in of its own for it: a socket in its directory for every port that
 * somebody listens on there. The sandbox's programs and its `curl` look there when they are sent to 127.0.0.1.
 */
export function isLoopback(host: string): boolean {
  return host === '127.0.0.1' || host === 'localhost';
}

export function openLoopback(root: string, port: number): string {
  const dir = join(root, '.sandbox');
  mkdirSync(dir, { recursive: true });
  const path = chooseSocketPath(dir, `port-${port}`);
  rmSync(path, { force: true });
  writeFileSync(join(dir, `loopback-${port}`), path);
  return path;
}

/** Undefined: nobody has listened there. */
export function findLoopback(root: string, port: number): string | undefined {
  try {
    return readFileSync(join(root, '.sandbox', `loopback-${port}`), 'utf8');
  } catch {
    return undefined;
  }
}

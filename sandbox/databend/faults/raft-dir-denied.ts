import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import type { SandboxHost } from '../../engine.ts';
import { pathsOf } from '../paths.ts';

/** As after a `chown` that was forgotten: what is there can be read. */
export function denyRaftDir(host: SandboxHost): void {
  const { raftDir } = pathsOf(host);
  mkdirSync(raftDir, { recursive: true });
  chmodSync(raftDir, 0o555);
}

export function allowRaftDir(host: SandboxHost): void {
  chmodSync(pathsOf(host).raftDir, 0o755);
}

export function isRaftDirDenied(host: SandboxHost): boolean {
  const { raftDir } = pathsOf(host);
  return existsSync(raftDir) && (statSync(raftDir).mode & 0o200) === 0;
}

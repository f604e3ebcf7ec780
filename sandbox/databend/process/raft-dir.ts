import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FoundRaftDir } from '../protocol.ts';

/**
 * What a raft directory is known by: the data themselves are the model's, the write-ahead log here only says which they are.
 * Names of files as recorded on 1.2.888.
 */
function filesOf(raftDir: string) {
  const log = join(raftDir, 'df_meta', 'V004', 'log');
  return {
    log,
    wal: join(log, 'r-00_000_000_000_000_000_000.wal'),
    lock: join(log, 'LOCK'),
    snapshots: join(raftDir, 'df_meta', 'V004', 'snapshot'),
    version: join(raftDir, 'df_meta', 'VERSION'),
  };
}

export function readRaftDir(raftDir: string): FoundRaftDir {
  const { log, wal } = filesOf(raftDir);
  if (!existsSync(wal)) return { token: undefined, inode: undefined };
  const { dev, ino } = statSync(log);
  return { token: /^disk=(\S+)$/m.exec(readFileSync(wal, 'utf8'))?.[1], inode: `${dev}:${ino}` };
}

export function writeRaftDir(raftDir: string, token: string): void {
  const { log, wal, lock, snapshots, version } = filesOf(raftDir);
  mkdirSync(log, { recursive: true });
  mkdirSync(snapshots, { recursive: true });
  writeFileSync(version, '{"version":"V004"}');
  writeFileSync(lock, '');
  writeFileSync(wal, `disk=${token}\n`);
}

/** By the bits for the owner too: a sandbox that runs as root may write everywhere, a service may not. */
export function isWritable(raftDir: string): boolean {
  let there = raftDir;
  while (!existsSync(there) && there !== dirname(there)) there = dirname(there);
  try {
    accessSync(there, constants.W_OK | constants.X_OK);
    return (statSync(there).mode & 0o200) !== 0;
  } catch {
    return false;
  }
}

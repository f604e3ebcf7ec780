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

/** As read: a new one cannot be made; of one that is there the reason is in the log only, as recorded of a locked one. */
export function describeDenied(raftDir: string): { readonly line: string; readonly reason: string | undefined } {
  const { log } = filesOf(raftDir);
  const denied = 'std::io::error::Error: Permission denied (os error 13)';
  if (!existsSync(log)) return { line: `Error: ${denied}; when:(creating dir ${log})`, reason: undefined };
  return {
    line: 'Error: MetaWorker::work stopped before sending handle: channel closed',
    reason: `databend_meta::meta_node::meta_worker: meta_worker.rs:61 Failed to start MetaNode: fail to open store: ${denied}; when:(open RaftLog in '${log}')`,
  };
}

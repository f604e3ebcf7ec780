import { chmodSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** MUSTER_STATE_DIR, else `$XDG_STATE_HOME/muster`, else `~/.local/state/muster`. */
export function stateDirectory(env: NodeJS.ProcessEnv = process.env): string {
  if (env.MUSTER_STATE_DIR !== undefined && env.MUSTER_STATE_DIR !== '') return resolve(env.MUSTER_STATE_DIR);
  // A relative XDG directory is to be ignored (XDG Base Directory Specification).
  const base = env.XDG_STATE_HOME?.startsWith('/') ? env.XDG_STATE_HOME : join(env.HOME ?? homedir(), '.local/state');
  return join(base, 'muster');
}

/** Only for its owner: the database holds what operations were asked and answered. */
export function makeStateDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
}

export function stateFiles(stateDir: string) {
  return {
    lock: join(stateDir, 'lock'),
    local: join(stateDir, 'local.json'),
    database: join(stateDir, 'temporal.db'),
    databaseVersion: join(stateDir, 'temporal.db.version'),
    serverLog: join(stateDir, 'temporal.log'),
    workerLog: join(stateDir, 'worker.log'),
    workerHealth: join(stateDir, 'worker.json'),
  } as const;
}

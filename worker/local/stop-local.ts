import { existsSync } from 'node:fs';
import { stopProcess } from './background-process.ts';
import { serverWords } from './dev-server.ts';
import { withLock } from './file-lock.ts';
import { readLocalFile, writeLocalFile } from './local-file.ts';
import { findProcesses, isAlive } from './process-identity.ts';
import { stateDirectory, stateFiles } from './state-directory.ts';
import { workerWords } from './worker-process.ts';

/** A little longer than the worker's own limit for its running activities. */
export const WORKER_STOP = { signal: 'SIGTERM', limitMs: 30_000 } as const;
export const SERVER_STOP = { signal: 'SIGINT', limitMs: 20_000 } as const;

export interface StopOptions {
  /** @default stateDirectory() */
  readonly stateDir?: string;
  /** @default nothing */
  readonly say?: (line: string) => void;
}

/** Ends worker and server. Operations stay in the database and go on with the next start. False when nothing ran. */
export async function stopLocal(options: StopOptions = {}): Promise<boolean> {
  const stateDir = options.stateDir ?? stateDirectory();
  if (!existsSync(stateDir)) return false;
  const say = options.say ?? (() => {});
  return withLock(stateFiles(stateDir).lock, {}, async () => {
    const known = readLocalFile(stateDir);
    // The worker first: it hands back what it is doing while the server still listens.
    const workers = unite(known?.worker, findProcesses(workerWords(stateDir)));
    for (const worker of workers) {
      say('Stopping the worker …');
      if (!(await stopProcess(worker, WORKER_STOP)))
        say('The worker did not end in time and was killed; nothing is lost by that');
    }
    const servers = unite(known?.server, findProcesses(serverWords(stateDir)));
    for (const server of servers) {
      say('Stopping the Temporal server …');
      if (!(await stopProcess(server, SERVER_STOP)))
        say('The server did not end in time and was killed; its database is made for that');
    }
    if (known !== undefined) writeLocalFile(stateDir, { ports: known.ports });
    return workers.length + servers.length > 0;
  });
}

function unite<Identity extends { readonly pid: number; readonly started: string }>(
  known: Identity | undefined,
  found: readonly { readonly pid: number; readonly started: string }[],
): readonly { readonly pid: number; readonly started: string }[] {
  if (!isAlive(known)) return found;
  return [known, ...found.filter(({ pid }) => pid !== known.pid)];
}

import { DEFAULT_NAMESPACE, TASK_QUEUE } from '../../model/operation.ts';
import { readLocalFile } from './local-file.ts';
import { isAlive } from './process-identity.ts';
import { stateDirectory } from './state-directory.ts';

/** The local instance as it is, or was when it last ran. */
export interface LocalInfo {
  readonly stateDir: string;
  /** host:port of Temporal. */
  readonly address: string;
  /** Temporal's page in a browser. */
  readonly uiUrl: string;
  readonly namespace: string;
  readonly taskQueue: string;
  /** Pids; undefined when it does not run. */
  readonly serverPid: number | undefined;
  readonly workerPid: number | undefined;
  /** Of the running worker; compare with `readBuildId()`. */
  readonly workerBuildId: string | undefined;
}

/** Undefined when nothing was ever started with this state directory. Asks nobody but the process table. */
export function readLocal(stateDir = stateDirectory()): LocalInfo | undefined {
  const file = readLocalFile(stateDir);
  if (file === undefined) return undefined;
  const workerAlive = isAlive(file.worker);
  return {
    stateDir,
    address: `127.0.0.1:${file.ports.grpc}`,
    uiUrl: `http://127.0.0.1:${file.ports.ui}`,
    namespace: DEFAULT_NAMESPACE,
    taskQueue: TASK_QUEUE,
    serverPid: isAlive(file.server) ? file.server.pid : undefined,
    workerPid: workerAlive ? file.worker?.pid : undefined,
    workerBuildId: workerAlive ? file.worker?.buildId : undefined,
  };
}

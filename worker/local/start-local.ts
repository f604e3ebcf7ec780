import type { Connection } from '@temporalio/client';
import { MusterError } from '../../model/error.ts';
import { DEFAULT_NAMESPACE, TASK_QUEUE } from '../../model/operation.ts';
import { readBuildId } from '../build-id.ts';
import { findTemporal } from '../temporal/find-binary.ts';
import { awaitPolling, connectWhenUp } from './await-ready.ts';
import { stopProcess } from './background-process.ts';
import { choosePorts } from './choose-ports.ts';
import { serverWords, startDevServer } from './dev-server.ts';
import { withLock } from './file-lock.ts';
import { type LocalFile, readLocalFile, writeLocalFile } from './local-file.ts';
import { prepareNamespace } from '../server/prepare-namespace.ts';
import { findProcesses, isAlive } from './process-identity.ts';
import { type LocalInfo, readLocal } from './read-local.ts';
import { makeStateDirectory, stateDirectory, stateFiles } from './state-directory.ts';
import { SERVER_STOP, WORKER_STOP } from './stop-local.ts';
import { startWorkerProcess, type WorkerParts, workerWords } from './worker-process.ts';

export interface StartOptions {
  /** @default stateDirectory() */
  readonly stateDir?: string;
  /** File of Temporal's CLI. @default the first of MUSTER_TEMPORAL_PATH, PATH, cache, download, build */
  readonly temporalPath?: string;
  /** Told what is done while it is done, one line each. @default nothing */
  readonly say?: (line: string) => void;
  /** Until the server answers, and again until the worker polls. @default 30_000 ms */
  readonly readyLimitMs?: number;
  /** @default the product's own */
  readonly workerParts?: WorkerParts;
}

/**
 * Brings up Temporal on a database file and one worker, both in the background, and returns when an operation would be
 * taken up. What runs already is left alone; what is missing, dead or outdated is started again.
 */
export async function startLocal(options: StartOptions = {}): Promise<LocalInfo> {
  const stateDir = options.stateDir ?? stateDirectory();
  makeStateDirectory(stateDir);
  const say = options.say ?? (() => {});
  const busy = ({ pid }: { pid: number }) =>
    say(`Another muster (pid ${pid}) is starting or stopping this; waiting for it …`);
  return withLock(stateFiles(stateDir).lock, { busy }, () => bringUp(stateDir, options, say));
}

async function bringUp(stateDir: string, options: StartOptions, say: (line: string) => void): Promise<LocalInfo> {
  const limitMs = options.readyLimitMs ?? 30_000;
  const { serverLog, workerLog } = stateFiles(stateDir);
  const before = readLocal(stateDir);

  let file = await ensureServer(stateDir, options, say);
  const address = `127.0.0.1:${file.ports.grpc}`;
  const server = {
    name: 'The Temporal server',
    process: required(file.server),
    log: serverLog,
    signal: AbortSignal.timeout(limitMs),
  };
  const connection = await connectWhenUp(address, server);
  try {
    await prepareNamespace(connection, DEFAULT_NAMESPACE, server.signal).catch((error: unknown) => {
      throw new MusterError('LOCAL_FAILED', 'The namespace could not be prepared', {
        kind: 'transient',
        hint: `tail ${serverLog}`,
        cause: error,
      });
    });
    file = await ensureWorker(stateDir, file, before?.address, options, say);
    await awaitWorker(connection, file, workerLog, limitMs);
  } finally {
    await connection.close();
  }
  const info = required(readLocal(stateDir));
  if (before?.serverPid === info.serverPid && before?.workerPid === info.workerPid) say('Already up');
  return info;
}

async function ensureServer(stateDir: string, options: StartOptions, say: (line: string) => void): Promise<LocalFile> {
  const known = readLocalFile(stateDir);
  if (known !== undefined && isAlive(known.server)) return known;

  // One whose starter was killed before it could write the pid down: two on one database file would ruin it.
  for (const orphan of findProcesses(serverWords(stateDir))) {
    say(`Stopping a Temporal server on the same database that was left behind (pid ${orphan.pid})`);
    await stopProcess(orphan, SERVER_STOP);
  }
  const binary = await findTemporal({ say, ...(options.temporalPath !== undefined && { path: options.temporalPath }) });
  const ports = await choosePorts(known?.ports);
  if (known !== undefined && (ports.grpc !== known.ports.grpc || ports.ui !== known.ports.ui)) {
    say(
      `Other ports than last time, which are taken now: ${ports.grpc} and ${ports.ui} instead of ${known.ports.grpc} and ${known.ports.ui}`,
    );
  }
  say(`Starting Temporal server ${binary.serverVersion} …`);
  const server = await startDevServer(binary, stateDir, ports);
  const file: LocalFile = { ports, server, ...(known?.worker !== undefined && { worker: known.worker }) };
  writeLocalFile(stateDir, file);
  return file;
}

async function ensureWorker(
  stateDir: string,
  file: LocalFile,
  addressBefore: string | undefined,
  options: StartOptions,
  say: (line: string) => void,
): Promise<LocalFile> {
  const address = `127.0.0.1:${file.ports.grpc}`;
  const current = isAlive(file.worker) ? file.worker : undefined;
  if (current !== undefined && current.buildId === readBuildId() && addressBefore === address) return file;
  if (current !== undefined) {
    say(
      current.buildId === readBuildId()
        ? 'Restarting the worker: Temporal has moved'
        : 'Restarting the worker: muster has changed since it was started',
    );
    await stopProcess(current, WORKER_STOP);
  }
  for (const orphan of findProcesses(workerWords(stateDir))) {
    say(`Stopping a worker that was left behind (pid ${orphan.pid})`);
    await stopProcess(orphan, WORKER_STOP);
  }
  say('Starting the worker …');
  const worker = await startWorkerProcess(
    { stateDir, address, namespace: DEFAULT_NAMESPACE, taskQueue: TASK_QUEUE },
    options.workerParts,
  );
  const next: LocalFile = { ...file, worker };
  writeLocalFile(stateDir, next);
  return next;
}

async function awaitWorker(connection: Connection, file: LocalFile, log: string, limitMs: number): Promise<void> {
  const signal = AbortSignal.timeout(limitMs);
  await awaitPolling(connection, DEFAULT_NAMESPACE, TASK_QUEUE, {
    name: 'The worker',
    process: required(file.worker),
    log,
    signal,
  });
}

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new MusterError('INTERNAL', 'The local instance was started and is not known');
  return value;
}

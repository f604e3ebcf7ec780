import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Client } from '@temporalio/client';
import {
  type ActivityInterceptorsFactory,
  NativeConnection,
  type NativeConnectionOptions,
  Runtime,
} from '@temporalio/worker';
import { isMusterError, MusterError } from '../model/error.ts';
import { TASK_QUEUE } from '../model/operation.ts';
import { readBuildId } from './build-id.ts';
import { createMusterWorker } from './create-worker.ts';
import { HealthFile } from './health-file.ts';
import { installRuntime } from './install-runtime.ts';
import type { RedactText } from './interceptors/convert-failure.ts';
import { packageRoot } from './package-root.ts';
import { keepPruning } from './records/prune-records.ts';
import { RecordKeeper } from './records/record-keeper.ts';
import type { LogLevel } from './settings.ts';
import { ForemanWaker } from './wake-foremen.ts';

export interface RunWorkerOptions {
  readonly connection: NativeConnectionOptions & { readonly address: string };
  readonly namespace: string;
  /** @default 'muster' */
  readonly taskQueue?: string;
  /** @default none */
  readonly healthFile?: string;
  /** `host:port` on which metrics are served for Prometheus. @default none */
  readonly metrics?: string;
  /** @default 'info' */
  readonly level?: LogLevel;
  /** File made by the build from the compiled workflows. @default the product's own */
  readonly bundle?: string;
  /** Module with `createActivities`. @default the product's own */
  readonly activities?: string;
  /** Directory in which operations are written down. @default nowhere */
  readonly records?: string;
  /** After how many days a record is removed that nobody has written to. @default never */
  readonly recordsDays?: number;
  /** For tests: a module whose `interceptors` make activities fail. @default none */
  readonly faults?: string;
}

interface ActivityModule {
  createActivities(): object;
  /** Replaces what the activities have resolved as secrets. */
  readonly redact?: RedactText;
}

/** Polls until SIGTERM or SIGINT, then lets running activities end. The process is the worker's own. */
export async function runWorker(options: RunWorkerOptions): Promise<void> {
  const { connection: target, namespace, taskQueue = TASK_QUEUE, healthFile, metrics, level } = options;
  // Windows are kept in named zones; nothing may depend on where the worker stands.
  process.env.TZ = 'UTC';
  const registry = await load<ActivityModule>(options.activities ?? join(packageRoot(), 'dist/activities/registry.js'));
  const redact = registry.redact ?? ((text: string) => text);
  redactUncaught(redact);
  installRuntime({ redact, ...(metrics !== undefined && { metrics }), ...(level !== undefined && { level }) });

  const buildId = readBuildId();
  const records = keepRecords(options);
  const health = healthFile === undefined ? undefined : new HealthFile(healthFile, buildId);
  try {
    const connection = await connectTo(target);
    const worker = await createMusterWorker({
      connection,
      namespace,
      address: target.address,
      taskQueue,
      bundlePath: options.bundle ?? join(packageRoot(), 'dist/workflow-bundle.js'),
      activities: registry.createActivities(),
      redact,
      ...(records !== undefined && { records }),
      ...(options.faults !== undefined && { faults: await loadFaults(options.faults) }),
    });
    // The runtime's own handler drains the worker; this one only says so.
    process.once('SIGTERM', () => health?.enter('draining'));
    health?.enter('polling');
    Runtime.instance().logger.info('The worker polls', { address: target.address, namespace, taskQueue, buildId });
    const client = new Client({ connection, namespace });
    const tell = (message: string, meta: object) => Runtime.instance().logger.warn(message, { ...meta });
    const endLooking = new ForemanWaker({ client, taskQueue, tell }).keepLooking();
    await worker.run();
    endLooking();
    await connection.close();
  } finally {
    await records?.close();
    health?.close();
  }
}

function keepRecords({ records: directory, recordsDays }: RunWorkerOptions): RecordKeeper | undefined {
  if (directory === undefined) return undefined;
  if (recordsDays !== undefined) keepPruning(directory, recordsDays);
  return new RecordKeeper({ directory, warn: (message, meta) => Runtime.instance().logger.warn(message, meta) });
}

/** Node's own print of what nobody caught would be the one line that nobody has redacted. */
function redactUncaught(redact: RedactText): void {
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${redact(isMusterError(error) ? error.message : (error.stack ?? error.message))}\n`);
    process.exit(1);
  });
}

async function connectTo(target: RunWorkerOptions['connection']): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect(target);
  } catch (error) {
    const message = `Temporal at ${target.address} does not answer: ${(error as Error).message}`;
    throw new MusterError('TEMPORAL_DOWN', message, { kind: 'transient', cause: error });
  }
}

async function loadFaults(path: string): Promise<readonly ActivityInterceptorsFactory[]> {
  return (await load<{ interceptors: readonly ActivityInterceptorsFactory[] }>(path)).interceptors;
}

async function load<Module>(path: string): Promise<Module> {
  return (await import(pathToFileURL(path).href)) as Module;
}

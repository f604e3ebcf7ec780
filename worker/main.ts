import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { type ActivityInterceptorsFactory, NativeConnection, type NativeConnectionOptions } from '@temporalio/worker';
import { isMusterError, MusterError } from '../model/error.ts';
import { DEFAULT_NAMESPACE, TASK_QUEUE } from '../model/operation.ts';
import { readBuildId } from './build-id.ts';
import { createMusterWorker } from './create-worker.ts';
import { HealthFile } from './health-file.ts';
import { installRuntime } from './install-runtime.ts';
import type { RedactText } from './interceptors/convert-failure.ts';
import { packageRoot } from './package-root.ts';

interface ActivityModule {
  createActivities(): object;
  /** Replaces what the activities have resolved as secrets. */
  readonly redact?: RedactText;
}

const { values: options } = parseArgs({
  options: {
    /** host:port of Temporal; without it the standard client profile (temporal.toml, TEMPORAL_*) is used. */
    address: { type: 'string' },
    namespace: { type: 'string' },
    profile: { type: 'string' },
    'task-queue': { type: 'string', default: TASK_QUEUE },
    'health-file': { type: 'string' },
    /** host:port on which metrics are served for Prometheus. */
    metrics: { type: 'string' },
    bundle: { type: 'string', default: join(packageRoot(), 'dist/workflow-bundle.js') },
    activities: { type: 'string', default: join(packageRoot(), 'dist/activities/registry.js') },
    /** For tests: a module whose `interceptors` make activities fail. */
    faults: { type: 'string' },
    /** State directory of the local instance that this worker is of; only read by those who look for the process. */
    'state-dir': { type: 'string' },
  },
});

// Windows are kept in named zones; nothing may depend on where the worker stands.
process.env.TZ = 'UTC';
const registry = (await import(pathToFileURL(options.activities).href)) as ActivityModule;
const redact = registry.redact ?? ((text: string) => text);
// Node's own print of what nobody caught would be the one line that nobody has redacted.
process.on('uncaughtException', (error) => {
  process.stderr.write(`${redact(isMusterError(error) ? error.message : (error.stack ?? error.message))}\n`);
  process.exit(1);
});
installRuntime({ redact, ...(options.metrics !== undefined && { metrics: options.metrics }) });

const health = options['health-file'] === undefined ? undefined : new HealthFile(options['health-file'], readBuildId());
const profile =
  options.address === undefined
    ? loadClientConnectConfig(options.profile === undefined ? {} : { profile: options.profile })
    : undefined;
const connection = await connectTo(profile?.connectionOptions ?? { address: options.address ?? '' });
const worker = await createMusterWorker({
  connection,
  namespace: options.namespace ?? profile?.namespace ?? DEFAULT_NAMESPACE,
  taskQueue: options['task-queue'],
  bundlePath: options.bundle,
  activities: registry.createActivities(),
  redact,
  ...(options.faults !== undefined && { faults: await loadFaults(options.faults) }),
});
// The runtime's own handler drains the worker; this one only says so.
process.once('SIGTERM', () => health?.enter('draining'));
health?.enter('polling');
try {
  await worker.run();
} finally {
  health?.close();
}
await connection.close();
// An activity that never returns must not keep the process.
process.exit(0);

async function connectTo(target: NativeConnectionOptions): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect(target);
  } catch (error) {
    const message = `Temporal at ${target.address ?? 'localhost:7233'} does not answer: ${(error as Error).message}`;
    throw new MusterError('TEMPORAL_DOWN', message, { kind: 'transient', cause: error });
  }
}

async function loadFaults(path: string): Promise<readonly ActivityInterceptorsFactory[]> {
  const module = (await import(pathToFileURL(path).href)) as { interceptors: readonly ActivityInterceptorsFactory[] };
  return module.interceptors;
}

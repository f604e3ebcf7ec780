import { parseArgs } from 'node:util';
import { DEFAULT_NAMESPACE } from '../model/operation.ts';
import { recordsDirectory } from './records/records-directory.ts';
import { runWorker } from './run-worker.ts';
import { readProfile } from './server/read-profile.ts';
import { readWorkerSettings } from './settings.ts';

/** The worker of `muster up`, and of tests that put other parts in: not for people, who have `muster worker`. */
const { values: options } = parseArgs({
  options: {
    /** host:port of Temporal; without it the standard client profile (temporal.toml, TEMPORAL_*) is used. */
    address: { type: 'string' },
    namespace: { type: 'string' },
    profile: { type: 'string' },
    'task-queue': { type: 'string' },
    'health-file': { type: 'string' },
    /** host:port on which metrics are served for Prometheus. */
    metrics: { type: 'string' },
    bundle: { type: 'string' },
    activities: { type: 'string' },
    /** For tests: a module whose `interceptors` make activities fail. */
    faults: { type: 'string' },
    /** State directory of the local instance that this worker is of. */
    'state-dir': { type: 'string' },
    /** Directory for records of operations; where neither this nor a state directory is named, none are kept. */
    records: { type: 'string' },
  },
});

const profile = options.address === undefined ? readProfile(options.profile) : undefined;
const { metrics, bundle, activities, faults, 'state-dir': stateDir } = options;
const { recordsDays } = readWorkerSettings({});
const hasRecords = [options.records, stateDir, process.env.MUSTER_RECORDS].some(Boolean);
await runWorker({
  connection: profile?.connection ?? { address: options.address ?? 'localhost:7233' },
  namespace: options.namespace ?? profile?.namespace ?? DEFAULT_NAMESPACE,
  ...(options['task-queue'] !== undefined && { taskQueue: options['task-queue'] }),
  ...(options['health-file'] !== undefined && { healthFile: options['health-file'] }),
  ...(hasRecords && { records: recordsDirectory(options.records, stateDir) }),
  ...(recordsDays !== undefined && { recordsDays }),
  ...(metrics !== undefined && { metrics }),
  ...(bundle !== undefined && { bundle }),
  ...(activities !== undefined && { activities }),
  ...(faults !== undefined && { faults }),
});
// An activity that never returns must not keep the process.
process.exit(0);

import { MusterError } from '../model/error.ts';

/** A variable that a program of muster reads, as the docs and docker-compose.yml are checked against it. */
export interface Setting {
  readonly name: string;
  readonly readBy: 'worker' | 'client' | 'both';
  readonly meaning: string;
  readonly default: string;
}

/** Of muster itself. The worker reads no others but those that cluster files name as `env:NAME`. */
export const SETTINGS: readonly Setting[] = [
  {
    name: 'MUSTER_HEALTH_FILE',
    readBy: 'worker',
    meaning: 'file in which the worker says that it lives; what `muster worker --check` looks at',
    default: 'none',
  },
  {
    name: 'MUSTER_METRICS',
    readBy: 'worker',
    meaning: '`host:port` on which metrics are served for Prometheus',
    default: 'none',
  },
  {
    name: 'MUSTER_LOG_LEVEL',
    readBy: 'worker',
    meaning: '`debug`, `info`, `warn`, `error` or `silent`; lines of JSON on stdout',
    default: '`info`',
  },
  {
    name: 'MUSTER_SECRETS',
    readBy: 'worker',
    meaning: 'kinds of secret references that are followed',
    default: '`env,file,exec`',
  },
  {
    name: 'MUSTER_SECRET_COMMANDS',
    readBy: 'worker',
    meaning: 'programs that `exec:` may run: absolute paths, separated by commas',
    default: 'none',
  },
  {
    name: 'MUSTER_RECORDS',
    readBy: 'both',
    meaning: 'directory in which the worker keeps [a record of each operation](records.md), and where they are read',
    default: '`records` below `MUSTER_STATE_DIR`',
  },
  {
    name: 'MUSTER_RECORDS_DAYS',
    readBy: 'worker',
    meaning: 'days after which a record is removed that nobody has written to',
    default: 'never',
  },
  {
    name: 'MUSTER_FILE',
    readBy: 'client',
    meaning: 'the cluster file, where `-f` names none',
    default: '`./muster.yaml`',
  },
  {
    name: 'MUSTER_STATE_DIR',
    readBy: 'both',
    meaning: 'what `muster up` keeps: database, logs, ports, records',
    default: '`$XDG_STATE_HOME/muster`, else `~/.local/state/muster`',
  },
  {
    name: 'MUSTER_TEMPORAL_PATH',
    readBy: 'client',
    meaning: "Temporal's command line for `muster up`",
    default: 'found, downloaded or built',
  },
  { name: 'MUSTER_DEBUG', readBy: 'client', meaning: 'if set, an error is followed by its stack', default: 'not set' },
];

/** Of the standard client profile of Temporal (temporal.toml); each wins over what the file says. */
export const PROFILE_SETTINGS: readonly Setting[] = [
  profile('TEMPORAL_CONFIG_FILE', 'the profile file', '`~/.config/temporalio/temporal.toml`'),
  profile('TEMPORAL_PROFILE', 'name of the profile in it, where `--profile` names none', '`default`'),
  profile('TEMPORAL_ADDRESS', '`host:port` of Temporal', 'of the profile'),
  profile('TEMPORAL_NAMESPACE', 'the namespace', 'of the profile, else `muster`'),
  profile('TEMPORAL_API_KEY', 'sent as a bearer token; turns TLS on', 'of the profile'),
  profile('TEMPORAL_TLS', '`true` or `false`', 'on with an API key or any of the following'),
  profile('TEMPORAL_TLS_SERVER_CA_CERT_PATH', 'file with the authority of the server certificate', "the system's"),
  profile('TEMPORAL_TLS_SERVER_CA_CERT_DATA', 'the same, as text', 'of the profile'),
  profile('TEMPORAL_TLS_SERVER_NAME', 'name in the server certificate, where it is not the host', 'the host'),
  profile('TEMPORAL_TLS_CLIENT_CERT_PATH', 'file with our certificate', 'none'),
  profile('TEMPORAL_TLS_CLIENT_CERT_DATA', 'the same, as text', 'of the profile'),
  profile('TEMPORAL_TLS_CLIENT_KEY_PATH', 'file with its key', 'none'),
  profile('TEMPORAL_TLS_CLIENT_KEY_DATA', 'the same, as text', 'of the profile'),
  profile('TEMPORAL_GRPC_META_*', 'a header that is sent with every call', 'of the profile'),
];

function profile(name: string, meaning: string, byDefault: string): Setting {
  return { name, readBy: 'both', meaning, default: byDefault };
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';
export const LOG_LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];

export interface WorkerSettings {
  readonly healthFile?: string;
  readonly metrics?: string;
  readonly logLevel?: string;
  /** Of records. @default for ever */
  readonly recordsDays?: number;
}

/** What the flags name wins over the variables. */
export function readWorkerSettings(flags: WorkerSettings, env: NodeJS.ProcessEnv = process.env): WorkerSettings {
  const healthFile = flags.healthFile ?? (env.MUSTER_HEALTH_FILE || undefined);
  const metrics = flags.metrics ?? (env.MUSTER_METRICS || undefined);
  const logLevel = flags.logLevel ?? (env.MUSTER_LOG_LEVEL || undefined);
  const recordsDays = flags.recordsDays ?? readDays(env.MUSTER_RECORDS_DAYS);
  return {
    ...(recordsDays !== undefined && { recordsDays }),
    ...(healthFile !== undefined && { healthFile }),
    ...(metrics !== undefined && { metrics }),
    ...(logLevel !== undefined && { logLevel }),
  };
}

function readDays(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^[1-9][0-9]{0,4}$/.test(text)) return Number(text);
  throw new MusterError('BAD_INPUT', `MUSTER_RECORDS_DAYS is ${JSON.stringify(text)}, no number of days from 1 on`, {
    hint: 'unset it to keep records for ever',
  });
}

import { isMusterError, MusterError } from '../../model/error.ts';
import type { AskedServer } from '../../worker/server/explain-refusal.ts';
import type { ProbedOptions } from '../../worker/server/probe-address.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { printError } from '../print-error.ts';
import type { Terminal } from '../terminal.ts';

const CONNECT_LIMIT_MS = 5_000;

export interface WorkerOptions {
  readonly profile?: string;
  readonly healthFile?: string;
  readonly metrics?: string;
  readonly logLevel?: string;
  /** Directory of the records. @default MUSTER_RECORDS, else in the state directory */
  readonly records?: string;
  readonly recordsDays?: number;
  /** Look at the health file of a running worker instead. @default false */
  readonly check?: boolean;
}

/** A worker in the foreground, for a container or a unit of systemd. Returns when it was told to end and has drained. */
export async function runWorkerCommand(options: WorkerOptions, terminal: Terminal): Promise<ExitCode> {
  const { LOG_LEVELS, readWorkerSettings } = await import('../../worker/settings.ts');
  const { healthFile, metrics, logLevel, recordsDays } = readWorkerSettings(options);
  if (options.check === true) return await check(healthFile, terminal);
  const level = LOG_LEVELS.find((known) => known === (logLevel ?? 'info'));
  if (level === undefined) {
    throw new MusterError('BAD_INPUT', `${JSON.stringify(logLevel)} is no log level: ${LOG_LEVELS.join(', ')}`, {
      hint: 'muster worker --help',
    });
  }
  const { requireProfile } = await import('../require-profile.ts');
  const { connection, ...asked } = requireProfile(options.profile);
  await requireServer(connection, asked);
  const { runWorker } = await import('../../worker/run-worker.ts');
  const { recordsDirectory } = await import('../../worker/records/records-directory.ts');
  try {
    await runWorker({
      connection,
      namespace: asked.namespace,
      level,
      records: recordsDirectory(options.records),
      ...(recordsDays !== undefined && { recordsDays }),
      ...(healthFile !== undefined && { healthFile }),
      ...(metrics !== undefined && { metrics }),
    });
  } catch (error) {
    // What is not ours goes through the worker's own handler, which knows the secrets and replaces them.
    if (!isMusterError(error)) {
      setImmediate(() => {
        throw error;
      });
      return EXIT.FAILED;
    }
    process.exit(printError(error, terminal, false));
  }
  // An activity that never returns must not keep the process.
  process.exit(EXIT.DONE);
}

/** Before the native part is loaded, which would keep the process: nobody could work there. */
async function requireServer(connection: ProbedOptions, asked: AskedServer): Promise<void> {
  const { openConnection } = await import('../../worker/server/open-connection.ts');
  const { requirePreparedServer } = await import('../../worker/server/inspect-server.ts');
  const hint = `check ${asked.address}; a worker that is started again tries again`;
  const looking = await openConnection(connection, { ...asked, limitMs: CONNECT_LIMIT_MS, hint });
  await requirePreparedServer(looking, asked).finally(() => looking.close());
}

async function check(healthFile: string | undefined, terminal: Terminal): Promise<ExitCode> {
  if (healthFile === undefined) {
    throw new MusterError('BAD_INPUT', 'No health file is named', {
      hint: 'muster worker --check --health-file <file>, or set MUSTER_HEALTH_FILE as for the worker',
    });
  }
  const { checkHealth } = await import('../../worker/check-health.ts');
  const { healthy, said } = checkHealth(healthFile, Date.now());
  if (healthy) terminal.print(said);
  else terminal.warn(said);
  return healthy ? EXIT.DONE : EXIT.FAILED;
}

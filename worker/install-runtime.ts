import { Runtime } from '@temporalio/worker';
import { pino } from 'pino';
import type { RedactText } from './interceptors/convert-failure.ts';

export interface RuntimeSettings {
  /** @default text unchanged */
  readonly redact?: RedactText;
  /** `host:port` on which metrics are served for Prometheus. @default none */
  readonly metrics?: string;
  /** @default 'info' */
  readonly level?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Once in a process and before any connection, or the SDK throws. Lines of JSON on stdout, secrets replaced. */
export function installRuntime({ redact = (text) => text, metrics, level = 'info' }: RuntimeSettings): void {
  const log = pino(
    { level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime, hooks: { streamWrite: redact } },
    // Synchronous: the last lines of a worker that is killed are the ones that are wanted.
    pino.destination({ fd: 1, sync: true }),
  );
  const write = (level: keyof typeof LEVELS, message: string, meta: object = {}) =>
    log[LEVELS[level]](readable(meta), message);
  Runtime.install({
    logger: {
      log: write,
      trace: (message, meta) => write('TRACE', message, meta),
      debug: (message, meta) => write('DEBUG', message, meta),
      info: (message, meta) => write('INFO', message, meta),
      warn: (message, meta) => write('WARN', message, meta),
      error: (message, meta) => write('ERROR', message, meta),
    },
    telemetryOptions: {
      logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
      ...(metrics !== undefined && { metrics: { prometheus: { bindAddress: metrics } } }),
    },
  });
}

/** An Error has no enumerable fields, a BigInt no JSON; the token of a task is long and means nothing to people. */
function readable({ taskToken: _, ...meta }: { readonly taskToken?: unknown }): object {
  return Object.fromEntries(
    Object.entries(meta).map(([key, value]: [string, unknown]) => {
      if (value instanceof Error) return [key, { name: value.name, message: value.message }];
      if (typeof value === 'bigint') return [key, String(value)];
      return [key, value];
    }),
  );
}

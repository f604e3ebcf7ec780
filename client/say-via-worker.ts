import { isMusterError, MusterError } from '../model/error.ts';

/** What this machine lacks, a route or a secret, the worker may have: the failed command is offered again by its way. */
export function sayViaWorker(command: 'status' | 'check'): (error: unknown) => never {
  return (error) => {
    if (!isMusterError(error) || !['SQL_UNREACHABLE', 'SECRET_MISSING'].includes(error.code)) throw error;
    const { code, kind, message, hint, cause, details } = error;
    const again = `muster ${command} --via-worker   # asks from where a worker is`;
    throw new MusterError(code, message, {
      kind,
      details,
      cause,
      hint: hint === undefined ? again : `${hint}\n${again}`,
    });
  };
}

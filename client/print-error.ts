import { isMusterError } from '../model/error.ts';
import { EXIT, exitCodeOfError, type ExitCode } from './exit-codes.ts';
import { showError } from './screens/error.ts';
import type { Terminal } from './terminal.ts';

/** The one place where an error becomes lines and an exit code. */
export function printError(error: unknown, terminal: Terminal, json: boolean): ExitCode {
  if (json) {
    terminal.json({ error: viewError(error) });
  } else {
    terminal.warn(showError(error, terminal.view()));
  }
  // Not for daily use: the only way to see a stack.
  if (process.env.MUSTER_DEBUG !== undefined && error instanceof Error) terminal.warn(error.stack ?? error.message);
  return isMusterError(error) ? exitCodeOfError(error.code) : EXIT.FAILED;
}

/** As it stands in JSON. */
export function viewError(error: unknown) {
  if (!isMusterError(error))
    return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) };
  const { code, kind, message, hint, details } = error;
  return { code, kind, message, ...(hint !== undefined && { hint }), ...(details.length > 0 && { details }) };
}

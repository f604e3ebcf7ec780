import { execa } from 'execa';
import { MusterError } from '../../model/error.ts';

export interface SecretCommandOptions {
  /** For the whole run. @default 10000 ms */
  readonly limitMs?: number;
}

/** More than any secret has: what is longer is not one. */
const MAX_BYTES = 65_536;

/**
 * What the program prints, without the newline at its end. No shell: the words are the program and its arguments. What it
 * says on stderr is shown to nobody, because it may quote what it was about to print.
 */
export async function runSecretCommand(
  command: readonly string[],
  { limitMs = 10_000 }: SecretCommandOptions = {},
): Promise<string> {
  const [program = '', ...words] = command;
  let late = false;
  const run = execa(program, words, {
    reject: false,
    stdin: 'ignore',
    stderr: 'ignore',
    stripFinalNewline: false,
    maxBuffer: MAX_BYTES,
    // A group of its own: what the program has started ends with it, else its output would stay open.
    detached: true,
  });
  const timer = setTimeout(() => {
    late = true;
    endGroup(run.pid);
  }, limitMs);
  const result = await run.finally(() => clearTimeout(timer));
  if (!result.failed && !late) return result.stdout.replace(/\r?\n$/, '');
  throw new MusterError('SECRET_MISSING', `The secret exec:${command.join(' ')} cannot be had: ${why(result)}`, {
    hint: `${command.join(' ')} > /dev/null   # on the worker's machine, as the worker's user: it says there what is wrong`,
  });

  function why({ isMaxBuffer, exitCode, signal, code }: typeof result): string {
    if (late) return `the program did not end within ${limitMs} ms where the worker runs`;
    if (isMaxBuffer) return `the program printed more than ${MAX_BYTES} characters`;
    if (exitCode !== undefined) return `the program ended with code ${exitCode} where the worker runs`;
    return `the program ${signal === undefined ? `cannot be run where the worker runs (${code})` : `was ended by ${signal}`}`;
  }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}

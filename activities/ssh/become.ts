import { Readable } from 'node:stream';
import type { SshTarget } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import { explainSudo, SUDO_COMMAND } from '../../model/explain-sudo.ts';
import type { ExecResult } from './exec-command.ts';
import { quoteForShell } from './quote.ts';

/** What the other user's bash says first. Without it sudo has ended, and its code is not an answer of the script. */
const BEGUN = 'muster: begun';

/** Always the same words: a line of sudoers can name them, and the host's log has one short line for each command. */
export function composeSudo(become: string): string {
  // sudo speaks the language of the session; its words are read here.
  return `exec env LANGUAGE=en sudo -n -H -u ${quoteForShell(become)} -- ${SUDO_COMMAND.join(' ')}`;
}

/**
 * Input of the other user's bash: the command, and behind it the command's own input. In braces, so that a half that
 * arrived is never run. In `/`: the SSH user's home may be closed to the other user, and find fails in such a place.
 *
 * Signals of the SSH user do not reach what sudo runs. So a command without input is tied to ours: when it ends, be it
 * because we gave up or because the line broke, the command is told to end.
 */
export function composeBecomeInput(command: string, input: Readable | undefined): Readable {
  const body = input === undefined ? tieToInput(command) : command;
  const head = Buffer.from(`{\ncd /; unset LANGUAGE; echo '${BEGUN}' >&2\n${body}\nexit\n}\n`);
  return Readable.from(
    (async function* () {
      yield head;
      if (input !== undefined) yield* input;
    })(),
    { objectMode: false },
  );
}

/** The whole group: a `timeout` that is told right after its fork ends alone and leaves the command (coreutils 9.1, seen). */
function tieToInput(command: string): string {
  return `exec 9<&0
${command} 9<&- &
command=$!
{ read -r <&9; kill -- "-$command" || kill "$command"; } >/dev/null 2>&1 &
tie=$!
exec 9<&-
wait "$command" 2>/dev/null; code=$?
kill "$tie" 2>/dev/null
exit "$code"`;
}

/** The result as the script gave it; throws when the script never began. */
export function readBecomeResult(target: SshTarget, result: ExecResult): ExecResult {
  const at = `\n${result.stderr}`.indexOf(`\n${BEGUN}\n`);
  if (at >= 0) return { ...result, stderr: result.stderr.slice(at + BEGUN.length + 1) };
  const said = result.stderr || result.stdout;
  const { message, next } = explainSudo(target, said);
  throw new MusterError('BECOME_REFUSED', message, { hint: next.join('\n'), cause: new Error(said.slice(0, 1_000)) });
}

/** What sudo said before the error was made of it. */
export function readSudoWords({ cause }: MusterError): string {
  return cause instanceof Error ? cause.message : '';
}

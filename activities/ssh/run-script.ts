import { Readable } from 'node:stream';
import type { SshTarget } from '../../model/cluster.ts';
import { type FailureKind, MusterError } from '../../model/error.ts';
import { describeLogin, sshCommand } from '../../model/ssh-target.ts';
import { composeBecomeInput, composeSudo, readBecomeResult } from './become.ts';
import { type ExecResult, execCommand } from './exec-command.ts';
import type { SshPool } from './pool.ts';
import { quoteForShell, quoteWords } from './quote.ts';

export interface RunScriptOptions {
  /** `$1`, `$2`, … of the script. They can be read by every user of the host: never a secret. */
  readonly args?: readonly string[];
  /** The only way for a secret. @default none: the script reads from /dev/null */
  readonly stdin?: Readable | Buffer;
  /** Variables of the script. Like arguments they can be read by others: never a secret. */
  readonly env?: Readonly<Record<string, string>>;
  /** In ms. The command is then told to end, and the outcome is unknown. */
  readonly limitMs: number;
  /** Exit codes that are an answer. @default [0] */
  readonly allowedCodes?: readonly number[];
  /** What a code that is not allowed means. @default 'transient' */
  readonly kind?: FailureKind;
  /** What it is called in messages. @default 'the command' */
  readonly what?: string;
  /** Ends the command; the call then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Bytes kept of stdout and of stderr, each; from the middle they are left out. @default 262144 */
  readonly maxOutput?: number;
}

export type ScriptResult = ExecResult;

/** Runs a bash script on the host and returns how it ended. */
export async function runScript(
  pool: SshPool,
  target: SshTarget,
  script: string,
  options: RunScriptOptions,
): Promise<ScriptResult> {
  const {
    allowedCodes = [0],
    kind = 'transient',
    what = 'the command',
    stdin,
    limitMs,
    signal,
    maxOutput = 262_144,
  } = options;
  signal?.throwIfAborted();
  const own = composeCommand(script, options);
  const input = stdin instanceof Readable ? stdin : stdin && Readable.from([stdin]);
  const { become } = target;
  const command = become === undefined ? own : composeSudo(become);
  const source = become === undefined ? input : composeBecomeInput(own, input);
  const way = { holdInput: input === undefined, endByInput: become !== undefined };
  // It may break while we still wait for a connection; it is looked at again when the command begins.
  input?.on('error', () => {});
  source?.on('error', () => {});
  const ended = await pool
    .use(
      target,
      (client) => {
        const onDoubt = () => pool.retire(target, client);
        return execCommand(
          client,
          target,
          command,
          { stdin: source, ...way, limitMs, signal, maxOutput, what },
          onDoubt,
        );
      },
      signal,
    )
    .finally(() => {
      source?.destroy();
      input?.destroy();
    });
  const result = become === undefined ? ended : readBecomeResult(target, ended);
  if (allowedCodes.includes(result.code)) return result;
  const said = lastLine(result.stderr) || lastLine(result.stdout);
  throw new MusterError(
    'COMMAND_FAILED',
    `${what} on ${describeLogin(target)} ended with code ${result.code}${said ? `: ${said}` : ''}`,
    { kind, hint: sshCommand(target) },
  );
}

/**
 * `timeout` of the host ends what we can no longer reach: after a lost connection a command lives no longer than its
 * limit. It acts later than our own limit, and a process started with setsid is out of its reach.
 */
function composeCommand(script: string, { args = [], env = {}, stdin, limitMs }: RunScriptOptions): string {
  const backstop = Math.ceil(limitMs / 1000) + 1;
  const variables = Object.entries(env).map(([name, value]) => `${checkName(name)}=${quoteForShell(value)}`);
  const words = [
    'exec',
    ...(variables.length > 0 ? ['env', ...variables] : []),
    `timeout -k 5 ${backstop} bash -c`,
    quoteWords([script, 'muster', ...args]),
    ...(stdin ? [] : ['</dev/null']),
  ];
  return words.join(' ');
}

function checkName(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name;
  throw new MusterError('BAD_INPUT', `Not a name of a variable: ${JSON.stringify(name)}`);
}

function lastLine(text: string): string {
  const lines = text.trimEnd().split('\n');
  return (lines.at(-1) ?? '').trim().slice(0, 400);
}

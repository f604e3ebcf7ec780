import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import type ssh2 from 'ssh2';
import type { SshTarget } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import { describeLogin } from '../../model/ssh-target.ts';
import { HeadTail } from './head-tail.ts';
import { Preamble, wrapForLoginShell } from './login-shell.ts';

/** How long a command may take to end after it was told to, before it is told in another way. */
const ENDING_MS = 1_000;
/** How long it may take then. */
const INSISTING_MS = 2_000;

export interface ExecOptions {
  readonly stdin?: Readable | undefined;
  /** Leaves the input open after `stdin`. @default false */
  readonly holdInput?: boolean | undefined;
  /** Signals do not reach the command, so it is told to end by the end of its input. @default false */
  readonly endByInput?: boolean | undefined;
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Bytes kept of stdout and of stderr, each. */
  readonly maxOutput: number;
  /** What it is called in messages. */
  readonly what: string;
}

export interface ExecResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
}

/** Told when a command did not end after TERM or could not begin: the connection itself may be dead. */
type OnDoubt = () => void;

/** One command on one channel of a connection, to its end, its limit or the loss of the connection. */
export function execCommand(
  client: ssh2.Client,
  target: SshTarget,
  command: string,
  { stdin: source, holdInput = false, endByInput = false, limitMs, signal, maxOutput, what }: ExecOptions,
  onDoubt: OnDoubt,
): Promise<ExecResult> {
  const where = describeLogin(target);
  return new Promise((resolve, reject) => {
    const stdout = new HeadTail(maxOutput);
    const stderr = new HeadTail(maxOutput);
    const preamble = new Preamble((chunk) => stdout.push(chunk));
    let channel: ssh2.ClientChannel | undefined;
    let code: number | undefined;
    let ending: unknown;
    let endingTimer: NodeJS.Timeout | undefined;
    let settled = false;

    const settle = (error: unknown, result?: ExecResult) => {
      if (settled) return;
      settled = true;
      clearTimeout(limit);
      clearTimeout(endingTimer);
      signal?.removeEventListener('abort', onAbort);
      client.removeListener('close', onLost);
      if (result) resolve(result);
      else reject(error);
    };
    const lost = () =>
      new MusterError('SSH_LOST', `The connection to ${where} broke while ${what} was running`, {
        kind: 'unknown',
        hint: 'look at the host before anything else: it may have been done, and may still be going on',
      });
    const onLost = () => settle(ending ?? lost());
    /** Asks the command to end, and reports `why` when it has, or when it will not say so. */
    const end = (why: unknown) => {
      if (settled || ending !== undefined) return;
      ending = why;
      source?.destroy();
      channel?.signal('TERM');
      if (endByInput) channel?.end();
      endingTimer = setTimeout(insist, ENDING_MS);
    };
    /** sshd takes no signal for root, nor for a forced command (session.c, session_signal_req): a second command sends it. */
    const insist = () => {
      endingTimer = setTimeout(() => {
        channel?.close();
        onDoubt();
        settle(ending);
      }, INSISTING_MS);
      // The process cannot be another one yet: the channel is open as long as it has not ended.
      if (preamble.pid !== undefined) sendTerm(client, preamble.pid);
    };
    const onAbort = () => end(signal?.reason ?? new Error('aborted'));
    const limit = setTimeout(() => {
      end(
        new MusterError('COMMAND_TIMEOUT', `${what} on ${where} did not end within ${limitMs} ms`, {
          kind: 'unknown',
          hint: 'look at the host before anything else: it may have been done in the end',
        }),
      );
    }, limitMs);

    const onInputFault = (cause: Error) => {
      end(new MusterError('BAD_INPUT', `The input of ${what} could not be read: ${cause.message}`, { cause }));
    };

    client.once('close', onLost);
    source?.on('error', onInputFault);
    if (signal?.aborted) return settle(signal.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    // It broke while we waited for a connection.
    if (source?.errored) onInputFault(source.errored);

    const onOpened = (fault: Error | undefined, opened: ssh2.ClientChannel) => {
      if (fault) return settle(ending ?? (isNotStarted(fault) ? refusedChannel(fault, where) : lost()));
      channel = opened;
      opened.on('error', () => {});
      opened.on('data', (chunk: Buffer) => preamble.push(chunk));
      opened.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
      opened.on('exit', (exitCode: number | null, signalName?: string) => {
        code = exitCode ?? 128 + (constants.signals[signalName as NodeJS.Signals] ?? 0);
      });
      opened.on('close', () => {
        if (ending !== undefined || code === undefined) return settle(ending ?? lost());
        preamble.finish();
        const truncated = stdout.truncated || stderr.truncated;
        if (preamble.pid === undefined)
          return settle(refusedByShell(where, code, stderr.toString(), stdout.toString()));
        settle(undefined, { code, stdout: stdout.toString(), stderr: stderr.toString(), truncated });
      });
      if (settled || ending !== undefined) {
        opened.signal('TERM');
        if (endByInput) opened.end();
        if (settled) opened.close();
        return;
      }
      // Without input the channel stays open on our side: ssh2 sends no signal after the end of input.
      if (!source) return;
      source.pipe(opened, { end: !holdInput });
    };
    try {
      client.exec(wrapForLoginShell(command), onOpened);
    } catch (fault) {
      // The connection is already gone: nothing was sent.
      onDoubt();
      settle(refusedChannel(fault as Error, where));
    }
  });
}

function sendTerm(client: ssh2.Client, pid: number): void {
  try {
    client.exec(wrapForLoginShell(`kill -TERM -- -${pid} || kill -TERM ${pid}`), (_fault, channel) =>
      channel?.resume().stderr.resume(),
    );
  } catch {
    // The connection is gone, and with it the way to tell.
  }
}

/** nologin, false, a forced command of another kind, a shell that cannot read ours: nothing of ours has run. */
function refusedByShell(where: string, code: number, stderr: string, stdout: string): MusterError {
  const said = (stderr.trim() || stdout.trim()).slice(0, 400).replaceAll(/\s+/g, ' ');
  return new MusterError(
    'COMMAND_FAILED',
    `${where} runs no command of ours: its login shell ended with code ${code}${said ? `: ${said}` : ''}`,
    {
      // Killed before it began.
      kind: code > 128 ? 'transient' : 'refused',
      hint: 'getent passwd "$USER"   # on the host; the login shell may be sh, bash, dash, ksh, zsh or fish, and bash must be installed',
    },
  );
}

function isNotStarted(fault: Error): boolean {
  return 'reason' in fault || fault.message === 'Unable to exec';
}

/** The host opens no further session on this connection; nothing was started. */
export function isChannelRefusal(error: unknown): boolean {
  return error instanceof MusterError && error.code === 'SSH_UNREACHABLE' && 'reason' in Object(error.cause);
}

function refusedChannel(fault: Error, where: string): MusterError {
  return new MusterError('SSH_UNREACHABLE', `${where} opens no channel: ${fault.message}`, {
    kind: 'transient',
    cause: fault,
  });
}

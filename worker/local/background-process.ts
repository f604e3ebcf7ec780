import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { MusterError } from '../../model/error.ts';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';

const LOG_LIMIT_BYTES = 10 << 20;

export interface BackgroundCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly log: string;
}

/** Starts something that outlives us: own session, its lines in a file. */
export async function startInBackground({ command, args, env, cwd, log }: BackgroundCommand): Promise<ProcessIdentity> {
  rotate(log);
  const fd = openSync(log, 'a', 0o600);
  try {
    const child = spawn(command, args, { cwd, env: env ?? process.env, detached: true, stdio: ['ignore', fd, fd] });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    const identity = identifyProcess(child.pid ?? 0);
    if (identity !== undefined) return identity;
  } catch (error) {
    throw new MusterError('LOCAL_FAILED', `${command} cannot be started`, { cause: error });
  } finally {
    closeSync(fd);
  }
  throw new MusterError('LOCAL_FAILED', `${command} ended at once: ${lastLines(log)}`, { hint: `tail ${log}` });
}

interface StopSteps {
  readonly signal: NodeJS.Signals;
  /** How long it may take to end by itself before it is killed. */
  readonly limitMs: number;
}

/** Returns when the process is gone. True when it ended by itself, false when it had to be killed. */
export async function stopProcess(identity: ProcessIdentity, { signal, limitMs }: StopSteps): Promise<boolean> {
  if (!isAlive(identity)) return true;
  sendSignal(identity.pid, signal);
  if (await isGoneWithin(identity, limitMs)) return true;
  if (isAlive(identity)) sendSignal(identity.pid, 'SIGKILL');
  if (await isGoneWithin(identity, 10_000)) return false;
  throw new MusterError('LOCAL_FAILED', `Process ${identity.pid} does not end`, {
    hint: `ps -p ${identity.pid} -o stat=,args=`,
  });
}

/** The end of a log for an error's one line: without stacks, and of lines of JSON only what they say. */
export function lastLines(log: string, count = 3): string {
  try {
    const lines = readFileSync(log, 'utf8').split('\n').map(readLine).filter(tells);
    return lines.slice(-count).join(' | ') || 'its log is empty';
  } catch {
    return 'it has no log';
  }
}

function readLine(line: string): string {
  if (!line.startsWith('{')) return line.trim();
  try {
    const { msg, error, Error: cause } = JSON.parse(line) as { msg?: unknown; error?: unknown; Error?: unknown };
    return [msg, error, cause]
      .filter((part) => part !== undefined)
      .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)))
      .join(': ');
  } catch {
    return line.trim();
  }
}

function tells(line: string): boolean {
  return line !== '' && !/^(at |Node\.js v|\^+$)/.test(line);
}

async function isGoneWithin(identity: ProcessIdentity, limitMs: number): Promise<boolean> {
  const end = Date.now() + limitMs;
  while (isAlive(identity)) {
    if (Date.now() > end) return false;
    await sleep(20);
  }
  return true;
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function rotate(log: string): void {
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES) renameSync(log, `${log}.1`);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MusterError } from '../../model/error.ts';
import type { SandboxInfo, SandboxOptions } from '../engine.ts';
import { sandboxPaths } from '../host/layout.ts';
import { daemonProgram } from './locate.ts';
import type { DaemonSettings } from './main.ts';
import { completeOptions } from './options.ts';
import { readSandbox } from './read-sandbox.ts';
import { isAlive, sweepProcesses } from './sweep-processes.ts';

const READY_LIMIT_MS = 120_000;
const LOG_LINES_SHOWN = 3;
/** Nothing else of the caller's environment reaches the sandbox: it may hold secrets. */
const PASSED_ON = ['PATH', 'HOME', 'USER', 'TMPDIR', 'LANG', 'TZ'];

export interface StartOptions {
  /** The sandbox ends with the process that started it. For tests. @default false */
  readonly dieWithParent?: boolean;
  /** False: hosts only, no database. For tests of the hosts. @default true */
  readonly product?: boolean;
  /** How long to wait until it serves, in milliseconds. @default 120000 */
  readonly limit?: number;
}

/** Starts a sandbox in the background and returns when it serves. One that already runs there is returned as it is. */
export async function startSandbox(
  given: Partial<SandboxOptions> & { readonly dir: string },
  { dieWithParent = false, product = true, limit = READY_LIMIT_MS }: StartOptions = {},
): Promise<SandboxInfo> {
  const options = completeOptions({ ...given, dir: resolve(given.dir) });
  const running = readSandbox(options.dir);
  if (running !== undefined) return running;
  const program = builtProgram();
  await prepareDirectory(options.dir);
  const child = spawnDaemon(program, { options, product, dieWithParent });
  return waitUntilReady(child, options.dir, limit);
}

async function prepareDirectory(dir: string): Promise<void> {
  const { marker } = sandboxPaths(dir);
  const entries = existsSync(dir) ? await readdir(dir) : [];
  if (entries.length > 0) {
    if (!existsSync(marker)) {
      throw new MusterError('BAD_INPUT', `${dir} is not empty and is not a sandbox`, {
        hint: 'name a directory that does not exist yet',
      });
    }
    if (isAlive(Number(readFileSync(marker, 'utf8')))) {
      throw new MusterError('SANDBOX_FAILED', `A sandbox is being started in ${dir}`, {
        kind: 'transient',
        hint: `tail ${sandboxPaths(dir).daemonLog}`,
      });
    }
    // What a killed sandbox left: its frontends may still run and hold its ports.
    await sweepProcesses(dir);
    await rm(dir, { recursive: true, force: true });
  }
  await mkdir(dir, { recursive: true });
  // The starter's pid until the daemon has one, so that a second start sees that this one is under way.
  await writeFile(marker, String(process.pid), { flag: 'wx' }).catch((cause: unknown) => {
    throw new MusterError('SANDBOX_FAILED', `A sandbox is being started in ${dir}`, { kind: 'transient', cause });
  });
}

function builtProgram(): string {
  const program = daemonProgram();
  if (existsSync(program)) return program;
  throw new MusterError('SANDBOX_FAILED', `${program} is missing: the project is not built`, { hint: 'npm run build' });
}

function spawnDaemon(program: string, settings: DaemonSettings): ChildProcess {
  const { dir } = settings.options;
  const log = openSync(sandboxPaths(dir).daemonLog, 'a');
  const env: Record<string, string> = { SANDBOX_DIR: dir };
  for (const name of PASSED_ON) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  const child = spawn(process.execPath, [program, dir, JSON.stringify(settings)], {
    cwd: dir,
    env,
    detached: true,
    stdio: [settings.dieWithParent ? 'pipe' : 'ignore', log, log],
  });
  closeSync(log);
  child.unref();
  (child.stdin as Socket | null)?.unref();
  return child;
}

async function waitUntilReady(child: ChildProcess, dir: string, limit: number): Promise<SandboxInfo> {
  let ended: string | undefined;
  child.on('error', (error) => {
    ended = error.message;
  });
  child.on('exit', (code, signal) => {
    ended = `it ended with ${signal ?? `code ${code}`}`;
  });
  if (child.pid !== undefined) await writeFile(sandboxPaths(dir).marker, String(child.pid));
  const deadline = performance.now() + limit;
  while (ended === undefined && performance.now() < deadline) {
    const info = readSandbox(dir);
    if (info !== undefined) return info;
    await pause(50, undefined, { ref: true });
  }
  const reason = ended ?? `not ready after ${limit / 1000} s`;
  child.kill('SIGKILL');
  await sweepProcesses(dir);
  throw new MusterError('SANDBOX_FAILED', `The sandbox did not start, ${reason}: ${lastLines(dir)}`, {
    hint: `cat ${sandboxPaths(dir).daemonLog}`,
  });
}

function lastLines(dir: string): string {
  const { daemonLog } = sandboxPaths(dir);
  // Stopped while it was starting, it has no directory any more.
  if (!existsSync(daemonLog)) return 'its log is gone';
  const lines = readFileSync(daemonLog, 'utf8').split('\n').filter(Boolean);
  const told = lines.filter((line) => !/^\s+at |Z stack: /.test(line)).map((line) => line.replace(/^\S+Z /, ''));
  return told.slice(-LOG_LINES_SHOWN).join(' | ') || 'its log is empty';
}

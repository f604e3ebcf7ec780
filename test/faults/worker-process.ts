import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../worker/package-root.ts';
import type { OperationRunner } from '../fixtures/operation-runner.ts';

export interface Kill {
  /** Of several, the first call of each; the markers then end in `-<activity>`. */
  readonly activity: string | readonly string[];
  readonly when: 'before' | 'during' | 'after';
  /** For `during`, after the call began. @default 0 ms */
  readonly delayMs?: number;
  /** File that says it has happened, and when. */
  readonly marker: string;
  /** Another activity, which refuses each time. */
  readonly fail?: string;
}

/** The first call of the activity, which does not end before the test says so. */
export interface Hold {
  readonly activity: string;
  /** File that says it has begun. */
  readonly marker: string;
  /** File that lets it end. */
  readonly gate: string;
}

/** Where it looks for work. */
export type Polled = Pick<OperationRunner, 'address' | 'namespace' | 'taskQueue'>;

/** What it runs instead of what ships. */
export interface WorkerParts {
  readonly bundle: string;
  readonly activities: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A worker as it ships, in a process of its own, that is started again whenever it ends, as a supervisor would. */
export class SupervisedWorker {
  readonly #runner: Polled;
  readonly #fault: Kill | Hold | undefined;
  readonly #parts: WorkerParts | undefined;
  readonly output: string[] = [];
  #child!: ChildProcess;
  #stopped = false;
  starts = 0;

  constructor(runner: Polled, fault?: Kill | Hold, parts?: WorkerParts) {
    this.#runner = runner;
    this.#fault = fault;
    this.#parts = parts;
    this.#start();
  }

  /** Ends the process with -9; the supervisor starts the next one. */
  killNow(): void {
    this.#child.kill('SIGKILL');
  }

  /** With SIGTERM the server hears that it polls no longer. */
  async stop(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    this.#stopped = true;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exited;
  }

  #start(): void {
    this.starts += 1;
    const { address, namespace, taskQueue } = this.#runner;
    const words = [
      join(packageRoot(), 'dist/worker/main.js'),
      '--address',
      address,
      '--namespace',
      namespace,
      '--task-queue',
      taskQueue,
    ];
    const fault = this.#fault;
    const [script, variable] =
      fault !== undefined && 'gate' in fault ? ['hold-worker.js', 'MUSTER_HOLD'] : ['kill-worker.js', 'MUSTER_KILL'];
    const faults = fault === undefined ? [] : ['--faults', fileURLToPath(new URL(script, import.meta.url))];
    const parts =
      this.#parts === undefined ? [] : ['--bundle', this.#parts.bundle, '--activities', this.#parts.activities];
    this.#child = spawn(process.execPath, [...words, ...faults, ...parts], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, [variable]: JSON.stringify(fault ?? {}), ...this.#parts?.env },
    });
    this.#child.stdout?.on('data', (data) => this.output.push(String(data)));
    this.#child.stderr?.on('data', (data) => this.output.push(String(data)));
    const child = this.#child;
    const endWithTests = () => child.kill('SIGKILL');
    process.once('exit', endWithTests);
    child.once('exit', () => {
      process.off('exit', endWithTests);
      if (!this.#stopped) this.#start();
    });
  }
}

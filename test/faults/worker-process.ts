import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../worker/package-root.ts';
import type { OperationRunner } from '../fixtures/operation-runner.ts';

export interface Kill {
  readonly activity: string;
  readonly when: 'before' | 'during' | 'after';
  /** For `during`, after the call began. @default 0 ms */
  readonly delayMs?: number;
  /** File that says it has happened. */
  readonly marker: string;
}

/** A worker as it ships, in a process of its own, that is started again whenever it ends, as a supervisor would. */
export class SupervisedWorker {
  readonly #runner: OperationRunner;
  readonly #kill: Kill | undefined;
  readonly output: string[] = [];
  #child!: ChildProcess;
  #stopped = false;
  starts = 0;

  constructor(runner: OperationRunner, kill?: Kill) {
    this.#runner = runner;
    this.#kill = kill;
    this.#start();
  }

  /** Ends the process with -9; the supervisor starts the next one. */
  killNow(): void {
    this.#child.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
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
    const faults =
      this.#kill === undefined ? [] : ['--faults', fileURLToPath(new URL('kill-worker.js', import.meta.url))];
    this.#child = spawn(process.execPath, [...words, ...faults], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, MUSTER_KILL: JSON.stringify(this.#kill ?? {}) },
    });
    this.#child.stdout?.on('data', (data) => this.output.push(String(data)));
    this.#child.stderr?.on('data', (data) => this.output.push(String(data)));
    this.#child.once('exit', () => {
      if (!this.#stopped) this.#start();
    });
  }
}

import { renameSync, rmSync, writeFileSync } from 'node:fs';

export type WorkerPhase = 'starting' | 'polling' | 'draining';

export interface WorkerHealth {
  readonly pid: number;
  readonly phase: WorkerPhase;
  readonly buildId: string;
  readonly startedAt: string;
  /** ISO time; not older than about ten seconds while the process is alive and its event loop turns. */
  readonly seenAt: string;
}

const SEEN_EVERY_MS = 5_000;

/** Keeps a file that says what the worker is doing; removes it at an orderly end. */
export class HealthFile {
  readonly #path: string;
  readonly #buildId: string;
  readonly #startedAt = new Date().toISOString();
  readonly #timer: NodeJS.Timeout;
  #phase: WorkerPhase = 'starting';

  constructor(path: string, buildId: string) {
    this.#path = path;
    this.#buildId = buildId;
    this.#write();
    this.#timer = setInterval(() => this.#write(), SEEN_EVERY_MS).unref();
  }

  enter(phase: WorkerPhase): void {
    this.#phase = phase;
    this.#write();
  }

  close(): void {
    clearInterval(this.#timer);
    rmSync(this.#path, { force: true });
  }

  #write(): void {
    const health: WorkerHealth = {
      pid: process.pid,
      phase: this.#phase,
      buildId: this.#buildId,
      startedAt: this.#startedAt,
      seenAt: new Date().toISOString(),
    };
    const temporary = `${this.#path}.${process.pid}`;
    writeFileSync(temporary, `${JSON.stringify(health)}\n`);
    renameSync(temporary, this.#path);
  }
}

import type { DeskState, QueuedWork, RunningWork, Suspension } from '../../model/foreman.ts';

/** What a foreman knows. Each change is made in one go, with no wait in it, so that two submits never decide on one gap. */
export class Desk {
  #running: readonly RunningWork[];
  #queue: readonly QueuedWork[];
  #suspension: Suspension | undefined;
  /** Counts changes: whoever waits for one compares. */
  #version = 0;

  constructor({ running, queue, suspension }: DeskState = { running: [], queue: [] }) {
    this.#running = running;
    this.#queue = queue;
    this.#suspension = suspension;
  }

  get state(): DeskState {
    return {
      running: this.#running,
      queue: this.#queue,
      ...(this.#suspension !== undefined && { suspension: this.#suspension }),
    };
  }
  get version(): number {
    return this.#version;
  }
  get suspension(): Suspension | undefined {
    return this.#suspension;
  }
  get isEmpty(): boolean {
    return this.#running.length === 0 && this.#queue.length === 0 && this.#suspension === undefined;
  }

  findRunning(id: string): RunningWork | undefined {
    return this.#running.find((work) => work.id === id);
  }

  findQueued(id: string): QueuedWork | undefined {
    return this.#queue.find((work) => work.id === id);
  }

  /** What an earlier run left. */
  adopt({ running, queue, suspension }: DeskState): void {
    const known = new Set([...this.#running, ...this.#queue].map(({ id }) => id));
    this.#running = [...this.#running, ...running.filter(({ id }) => !known.has(id))];
    this.#queue = [...this.#queue, ...queue.filter(({ id }) => !known.has(id))];
    this.#suspension ??= suspension;
    this.#version++;
  }

  /** It runs, whoever started it, and also where it waited to begin. */
  adoptRunning(work: RunningWork): void {
    if (this.findRunning(work.id) === undefined) this.begin(work);
  }

  begin(work: RunningWork): void {
    this.#queue = this.#queue.filter(({ id }) => id !== work.id);
    this.#running = [...this.#running, work];
    this.#version++;
  }

  end(id: string): void {
    this.#running = this.#running.filter((work) => work.id !== id);
    this.#version++;
  }

  enqueue(work: QueuedWork): number {
    this.#queue = [...this.#queue, work];
    this.#version++;
    return this.#queue.length;
  }

  leave(id: string): void {
    this.#queue = this.#queue.filter((work) => work.id !== id);
    this.#version++;
  }

  /** @param held those that it pauses */
  suspend(suspension: Suspension, held: readonly string[]): void {
    this.#suspension = suspension;
    this.#running = this.#running.map((work) => (held.includes(work.id) ? { ...work, held: true } : work));
    this.#version++;
  }

  /** Returns those that were paused for it. */
  open(): readonly string[] {
    const held = this.#running.filter((work) => work.held).map(({ id }) => id);
    this.#suspension = undefined;
    this.#running = this.#running.map(({ held: _, ...work }) => work);
    this.#version++;
    return held;
  }
}

import type { Scheduler } from './scheduler.ts';

/** A timer longer than this is set anew when it ends; the model may have got something nearer meanwhile. */
const LONGEST_MS = 60_000;

/** Moves the model's time with the clock, `speed` times as fast. Every entry into the model goes through it. */
export class WorldClock {
  readonly #world: { readonly time: Scheduler };
  readonly #speed: number;
  readonly #begun: number;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** @param begun the reading of `performance.now()` at which the model's time is 0 */
  constructor(world: { readonly time: Scheduler }, speed: number, begun: number) {
    this.#world = world;
    this.#speed = speed;
    this.#begun = begun;
  }

  run<Value>(act: () => Value): Value {
    this.#advance();
    try {
      return act();
    } finally {
      this.#arm();
    }
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #advance(): void {
    this.#world.time.advanceTo((performance.now() - this.#begun) * this.#speed);
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const next = this.#world.time.nextAt();
    if (next === undefined || this.#stopped) return;
    const delay = next / this.#speed - (performance.now() - this.#begun);
    this.#timer = setTimeout(() => this.run(() => {}), Math.min(Math.max(0, Math.ceil(delay)), LONGEST_MS));
  }
}

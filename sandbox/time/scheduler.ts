/** Cancels what was scheduled. Safe to call again. */
export type Cancel = () => void;

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** More than any moment has to do: what begins itself again without a delay would hold up the whole sandbox, silently. */
const MOST_AT_ONCE = 100_000;

/** The model's own time: it moves only when it is told to, and runs what is due in its order. */
export class Scheduler {
  #now = 0;
  #order = 0;
  readonly #entries = new Set<Entry>();

  get now(): number {
    return this.#now;
  }

  after(delay: number, run: () => void): Cancel {
    const entry: Entry = { at: this.#now + Math.max(0, delay), order: this.#order++, run };
    this.#entries.add(entry);
    return () => this.#entries.delete(entry);
  }

  /** When the next entry is due, for whoever moves the time. */
  nextAt(): number | undefined {
    return this.#first()?.at;
  }

  advanceTo(time: number): void {
    let atOnce = 0;
    for (let entry = this.#first(); entry !== undefined && entry.at <= time; entry = this.#first()) {
      this.#entries.delete(entry);
      atOnce = entry.at > this.#now ? 0 : atOnce + 1;
      if (atOnce > MOST_AT_ONCE) throw new Error(`the time of the model stands still at ${this.#now} ms`);
      this.#now = Math.max(this.#now, entry.at);
      entry.run();
    }
    this.#now = Math.max(this.#now, time);
  }

  #first(): Entry | undefined {
    let first: Entry | undefined;
    for (const entry of this.#entries) {
      if (first === undefined || entry.at < first.at || (entry.at === first.at && entry.order < first.order)) {
        first = entry;
      }
    }
    return first;
  }
}

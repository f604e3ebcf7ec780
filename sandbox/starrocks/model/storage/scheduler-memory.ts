import type { Process } from '../process.ts';
import type { Place, ScheduledTablet } from './scheduled-tablet.ts';

/** As read: the queue of what was done keeps the latest thousand. */
const HISTORY = 1_000;

/**
 * What only the leader's process knows of its checker and scheduler. Gone with its leadership, and every delay begins again
 * at the next leader.
 */
export class SchedulerMemory {
  readonly pending = new Map<number, ScheduledTablet>();
  readonly running = new Map<number, ScheduledTablet>();
  readonly history: ScheduledTablet[] = [];
  /** Since when a tablet is known not to be healthy, by its id: the last look at which it was. */
  readonly checkedAt = new Map<number, number>();
  /** When a whole copy of a tablet was last made. */
  readonly clonedAt = new Map<number, number>();
  /** Clones that took longer than they may. */
  timeouts = 0;
  /** When it was last looked whether only the recycle bin holds a backend. */
  recycledCheckAt: number | undefined;
  readonly #taken = new Map<string, number>();

  isScheduled(tabletId: number): boolean {
    return this.pending.has(tabletId) || this.running.has(tabletId);
  }

  remember(done: ScheduledTablet): void {
    this.history.push(done);
    if (this.history.length > HISTORY) this.history.shift();
  }

  slotsTaken({ pathHash }: Pick<Place, 'pathHash'>): number {
    return this.#taken.get(pathHash) ?? 0;
  }

  takeSlot(scheduled: ScheduledTablet, place: Place, limit: number): boolean {
    const taken = this.slotsTaken(place);
    if (taken >= limit) return false;
    this.#taken.set(place.pathHash, taken + 1);
    scheduled.slots.push(place);
    return true;
  }

  releaseSlots(scheduled: ScheduledTablet): void {
    for (const place of scheduled.slots.splice(0)) this.#taken.set(place.pathHash, this.slotsTaken(place) - 1);
  }
}

const memories = new WeakMap<Process, SchedulerMemory>();

/** Of one that does not lead it is empty: this is why some numbers are only right on the leader. */
export function schedulerOf(process: Process): SchedulerMemory {
  const known = memories.get(process);
  if (known !== undefined) return known;
  const made = new SchedulerMemory();
  memories.set(process, made);
  return made;
}

/** It has begun to lead, or leads no more. */
export function forgetSchedule(process: Process): void {
  memories.delete(process);
}

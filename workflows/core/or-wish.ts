import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { Holding } from './holding.ts';
import type { Journal } from './journal.ts';
import type { LongOptions } from './procedure.ts';

/** An epoch of a wait, unless a person wants a switch set meanwhile: then the epoch ends and the switch is set. */
export async function orWish<Result>(
  journal: Journal,
  holding: Holding,
  { tunable, tune }: LongOptions,
  epoch: () => Promise<Result>,
): Promise<Result | 'tuned'> {
  if (tunable === undefined || tune === undefined) return await epoch();
  journal.set({ tunable });
  try {
    const running = new CancellationScope();
    const listening = new CancellationScope();
    const wished = listening.run(async () => {
      await condition(() => holding.hasWish);
      return 'wish' as const;
    });
    wished.catch(ignoreCancel);
    const ended = running.run(epoch);
    ended.catch(ignoreCancel);
    const first = await Promise.race([ended, wished]);
    listening.cancel();
    if (first !== 'wish') return first as Result;
    running.cancel();
    for (let wish = holding.takeWish(); wish !== undefined; wish = holding.takeWish()) await tune(wish);
    return 'tuned';
  } finally {
    journal.set({ tunable: undefined });
  }
}

/** What else it can end with is told by the race. */
function ignoreCancel(error: unknown): void {
  if (!isCancellation(error)) return;
}

import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { Holding } from './holding.ts';
import type { Journal } from './journal.ts';
import type { LongOptions } from './procedure.ts';

/** Runs one epoch; `tuned` when a switch was set meanwhile, so that the next one has to begin with what its input is then. */
export type Epoch = <Result>(look: () => Promise<Result>) => Promise<Result | 'tuned'>;

/**
 * A wait of days, during which a person may want switches set. They are set beside the epoch that runs: the eyes and the
 * guard stay open for as long as that takes, which is long when it fails and asks a person.
 */
export async function heedWishes<Result>(
  journal: Journal,
  holding: Holding,
  { tunable, tune }: LongOptions,
  wait: (epoch: Epoch) => Promise<Result>,
  /** Before an epoch is ended early: what it knows would be lost with it. */
  keep: () => Promise<void>,
): Promise<Result> {
  if (tunable === undefined || tune === undefined) return await wait((look) => look());
  let current: CancellationScope | undefined;
  let tuned = false;
  let over = false;
  let failure: { readonly error: unknown } | undefined;

  const listen = async () => {
    for (;;) {
      await condition(() => over || holding.hasWish);
      const wish = over ? undefined : holding.takeWish();
      if (wish === undefined) return;
      await tune(wish);
      await keep();
      if (current === undefined) continue;
      tuned = true;
      current.cancel();
    }
  };
  const epoch: Epoch = async (look) => {
    const scope = new CancellationScope();
    current = scope;
    try {
      return await scope.run(look);
    } catch (error) {
      if (failure !== undefined) throw failure.error;
      if (!tuned || !isCancellation(error)) throw error;
      return 'tuned';
    } finally {
      tuned = false;
      current = undefined;
    }
  };

  journal.set({ tunable });
  const listening = listen().catch((error: unknown) => {
    failure = { error };
    current?.cancel();
  });
  try {
    return await wait(epoch);
  } finally {
    over = true;
    journal.set({ tunable: undefined });
    await listening;
    holding.forgetWishes();
  }
}

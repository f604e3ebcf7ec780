import { CancellationScope } from '@temporalio/workflow';

/** So many at once, in their order. The first that fails ends the others; it is told of when all of them have ended. */
export async function eachAtOnce(
  items: readonly string[],
  limit: number,
  body: (item: string) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const failures: unknown[] = [];
  await CancellationScope.cancellable(async () => {
    const scope = CancellationScope.current();
    const work = async () => {
      for (let item = waiting.shift(); item !== undefined && failures.length === 0; item = waiting.shift()) {
        try {
          await body(item);
        } catch (error) {
          failures.push(error);
          scope.cancel();
        }
      }
    };
    await Promise.all(Array.from({ length: Math.max(1, Math.min(limit, items.length)) }, work));
  });
  if (failures.length > 0) throw failures[0];
}

/** Statements at a time: each takes the lock of a database on the leader, which has other work too. */
const AT_ONCE = 4;

export interface Batched<Item, Result> {
  readonly results: readonly Result[];
  /** What was not come to before the deadline. */
  readonly left: readonly Item[];
}

/** Reads one after the other, some at a time, and stops where the deadline (ms since 1970) has passed. */
export async function readInBatches<Item, Result>(
  items: readonly Item[],
  deadline: number,
  read: (item: Item) => Promise<Result>,
): Promise<Batched<Item, Result>> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    if (Date.now() >= deadline) return { results, left: items.slice(at) };
    results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(read))));
  }
  return { results, left: [] };
}

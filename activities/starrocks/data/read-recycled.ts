import { optionalOf, textOf } from '../../../model/starrocks/data/raw-row.ts';
import type { RecycledReading } from '../../../model/starrocks/drain/drain-reading.ts';
import { isAtLeast, parseVersion } from '../../../model/starrocks/version.ts';
import { type AskLeader, orNoAnswer } from './ask-leader.ts';
import { type ShownClock, ageOf } from './read-transactions.ts';

const LIST = 'SELECT TYPE, NAME, DROP_TIME FROM information_schema.recyclebin_catalogs ORDER BY DROP_TIME LIMIT 100';

/** Up to 3.5 nothing lists the bin (as read); later a table does, which takes a live backend to read. */
export async function readRecycled(
  asked: AskLeader,
  version: string,
  clock: ShownClock,
): Promise<readonly RecycledReading[] | undefined> {
  const parsed = parseVersion(version);
  if (parsed === undefined || !isAtLeast(parsed, 4)) return undefined;
  const rows = await orNoAnswer(asked(LIST));
  return rows?.map((row) => {
    const ageMs = ageOf(optionalOf(row, 'DROP_TIME'), clock);
    return { name: textOf(row, 'NAME'), ...(ageMs !== undefined && { ageMs }) };
  });
}

import type { BackendRow } from '../../../model/starrocks/data/backend-rows.ts';
import { type DiskRow, parseDiskRows } from '../../../model/starrocks/data/disk-rows.ts';
import { showDisks } from '../../../model/starrocks/data/statements.ts';
import { type AskLeader, orNoAnswer } from './ask-leader.ts';
import { readInBatches } from './read-in-batches.ts';

export async function readDisks(
  asked: AskLeader,
  backends: readonly BackendRow[],
  deadline: number,
): Promise<Readonly<Record<string, readonly DiskRow[]>>> {
  const { results } = await readInBatches(backends, deadline, async ({ id }) => {
    const rows = await orNoAnswer(asked(showDisks(id)));
    return rows === undefined ? [] : [[id, parseDiskRows(rows)] as const];
  });
  return Object.fromEntries(results.flat());
}

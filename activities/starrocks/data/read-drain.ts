import { parseColocationRows } from '../../../model/starrocks/data/colocation-rows.ts';
import { parseStatistic } from '../../../model/starrocks/data/statistic-rows.ts';
import { SHOW_COLOCATION, SHOW_STATISTIC } from '../../../model/starrocks/data/statements.ts';
import type { BackendsReading, DrainReading } from '../../../model/starrocks/drain/drain-reading.ts';
import { countLess } from '../../../model/starrocks/data/backend-rows.ts';
import type { AskLeader } from './ask-leader.ts';
import { readDisks } from './read-disks.ts';
import { readKnobs } from './read-knobs.ts';
import { readRecycled } from './read-recycled.ts';
import { readTables } from './read-tables.ts';
import { readTablets } from './read-tablets.ts';
import { readShownClock, readTransactions } from './read-transactions.ts';
import { readUnhealthy } from './read-unhealthy.ts';

/** Of the two minutes that a check may take. What is not come to is told. */
const BUDGET_MS = 75_000;

export interface DrainDepth {
  /** Every replica of every table, and not only of those with a single one. */
  readonly deep: boolean;
  /**
   * The backends once more, behind all else. Replicas leave while they are listed, those of a dead one too, as soon as the database
   * repairs what it misses: what has left meanwhile is not one that was never looked at. @default they count as before
   */
  readonly recount?: () => Promise<Pick<BackendsReading, 'backends'>>;
}

/** All that is judged before a drain and when one stands still. Heavy: never in a loop. */
export async function readDrain(
  asked: AskLeader,
  members: BackendsReading,
  { deep, recount }: DrainDepth,
): Promise<DrainReading> {
  const deadline = Date.now() + BUDGET_MS;
  const clock = readShownClock(members);
  const knobs = await readKnobs(asked);
  const disks = await readDisks(asked, members.backends, deadline);
  const statistic = parseStatistic(await asked(SHOW_STATISTIC));
  const unhealthy = await readUnhealthy(asked, statistic);
  const groups = parseColocationRows(await asked(SHOW_COLOCATION));
  const transactions = await readTransactions(asked, clock, deadline);
  const recycled = await readRecycled(asked, members.version, clock);
  const { tables, leftOut } = await readTables(asked, deadline);
  const wanted = deep ? tables : tables.filter(({ partitions }) => partitions.some(({ replicas }) => replicas === 1));
  const tablets = await readTablets(asked, wanted, deadline);
  return {
    ...members,
    ...(recount !== undefined && { backends: countLess(members.backends, (await recount()).backends) }),
    knobs,
    disks,
    statistic,
    unhealthy,
    groups,
    transactions,
    ...(recycled !== undefined && { recycled }),
    tables,
    tablets: tablets.tablets,
    allTablets: deep,
    tablesLeftOut: leftOut + tablets.leftOut,
  };
}

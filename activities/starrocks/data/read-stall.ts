import { parseColocationRows } from '../../../model/starrocks/data/colocation-rows.ts';
import { parseScheduleRows } from '../../../model/starrocks/data/schedule-rows.ts';
import { SHOW_COLOCATION, showSchedule } from '../../../model/starrocks/data/statements.ts';
import type { UndrainedLine } from '../../../model/starrocks/data/undrained-line.ts';
import type { StallReading } from '../../../model/starrocks/diagnose-drain/stall-reading.ts';
import type { BackendsReading, DrainTarget } from '../../../model/starrocks/drain/drain-reading.ts';
import { viewRemaining } from '../../../model/starrocks/drain/remaining.ts';
import type { AskLeader } from './ask-leader.ts';
import { readDisks } from './read-disks.ts';
import { readKnobs } from './read-knobs.ts';
import { MOST_LEFT, readLeft, searchLeft } from './read-left.ts';
import { readShownClock, readTransactions } from './read-transactions.ts';

/** A probe of a wait may take two minutes; the diagnosis is a part of it. */
const BUDGET_MS = 45_000;

/** What tells why nothing moves. Some of the tablets that are left stand for all of them. */
export async function readStall(
  asked: AskLeader,
  members: BackendsReading,
  targets: readonly DrainTarget[],
  log: readonly UndrainedLine[] | undefined,
): Promise<StallReading> {
  const deadline = Date.now() + BUDGET_MS;
  const ids = viewRemaining(members, targets).leaving.map(({ id }) => id);
  const [knobs, groupRows, pending, running, history] = await Promise.all([
    readKnobs(asked),
    asked(SHOW_COLOCATION),
    asked(showSchedule('pending')),
    asked(showSchedule('running')),
    asked(showSchedule('history')),
  ]);
  const transactions = await readTransactions(asked, readShownClock(members), deadline);
  const disks = await readDisks(asked, members.backends, deadline);
  // Another one may have led since, and what is gone looks like what was dropped: only a line that counts as the row does.
  const fresh = log?.filter(({ backendId, left: count }) =>
    members.backends.some(({ id, tablets }) => id === backendId && tablets === count),
  );
  const listed = (fresh ?? []).filter(({ backendId }) => ids.includes(backendId)).flatMap(({ tablets }) => tablets);
  const stillThere = async (tablets: readonly string[]) => {
    const known = await readLeft(asked, [...new Set(tablets)].slice(0, MOST_LEFT * Math.max(1, ids.length)), deadline);
    return known.filter(
      ({ place, replicas }) => place === undefined || replicas.some(({ backendId }) => ids.includes(backendId)),
    );
  };
  let left = await stillThere(listed);
  let searched = false;
  // The log is up to 10 s old: all that it lists may have left since.
  if (left.length === 0) {
    const found = await searchLeft(asked, ids, deadline);
    left = await stillThere(found.tablets);
    searched = found.whole;
  }
  return {
    ...members,
    knobs,
    disks,
    groups: parseColocationRows(groupRows),
    transactions,
    pending: parseScheduleRows(pending),
    running: parseScheduleRows(running),
    history: parseScheduleRows(history),
    left,
    searched,
    ...(fresh !== undefined && { log: fresh }),
  };
}

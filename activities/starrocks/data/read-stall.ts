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
import { readTransactions } from './read-transactions.ts';

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
  const now = members.backends
    .flatMap(({ lastHeartbeat }) => lastHeartbeat ?? [])
    .sort()
    .at(-1);
  const transactions = await readTransactions(asked, now, deadline);
  const disks = await readDisks(asked, members.backends, deadline);
  const listed = (log ?? []).filter(({ backendId }) => ids.includes(backendId)).flatMap(({ tablets }) => tablets);
  // The log is up to 10 s old: what it lists may have left since.
  const search = listed.length > 0 ? { tablets: listed, whole: false } : await searchLeft(asked, ids, deadline);
  const most = MOST_LEFT * Math.max(1, ids.length);
  const left = await readLeft(asked, [...new Set(search.tablets)].slice(0, most), deadline);
  return {
    ...members,
    knobs,
    disks,
    groups: parseColocationRows(groupRows),
    transactions,
    pending: parseScheduleRows(pending),
    running: parseScheduleRows(running),
    history: parseScheduleRows(history),
    left: left.filter(
      ({ place, replicas }) => place === undefined || replicas.some(({ backendId }) => ids.includes(backendId)),
    ),
    searched: search.whole,
    ...(log !== undefined && { log }),
  };
}

import { type Answer, type Cell, textRows } from '../answer.ts';
import { slotsPerPath } from '../storage/choose-places.ts';
import { viewCluster } from '../storage/cluster-view.ts';
import type { Place, ScheduledTablet } from '../storage/scheduled-tablet.ts';
import { schedulerOf } from '../storage/scheduler-memory.ts';
import { showLoad } from './cluster-load.ts';
import { listBackends, noSuchPath, type ProcContext, timeCell } from './proc-context.ts';
import { showSchedulerState } from './scheduler-state.ts';

const SCHEDULED = (
  'TabletId Type Medium Status State OrigPrio DynmPrio SrcBe SrcPath DestBe DestPath Timeout Create LstSched LstVisit ' +
  'Finished Rate FailedSched FailedRunning LstAdjPrio VisibleVer VisibleVerHash CmtVer CmtVerHash ErrMsg'
).split(' ');

/** As read: of each list so many are shown. */
const MOST = 1_000;

/** `/cluster_balance` and below. It is forwarded, so it is the leader's memory that answers. */
export function showClusterBalance(context: ProcContext, segments: readonly string[]): Answer {
  const { pending, running, history } = schedulerOf(context.process);
  const [name, below] = segments;
  switch (name) {
    case undefined:
      return showItems(context);
    case 'cluster_load_stat':
      return showLoad(context, below);
    case 'working_slots':
      return showSlots(context);
    case 'sched_stat':
      return showSchedulerState(context);
    case 'balance_stat':
    case 'priority_repair':
      return textRows(['Item'], []);
    case 'pending_tablets':
      return listScheduled(context, [...pending.values()]);
    case 'running_tablets':
      return listScheduled(context, [...running.values()]);
    case 'history_tablets':
      return listScheduled(context, history);
    case 'all_tablets':
      return textRows(
        ['TabletId'],
        [...pending.keys(), ...running.keys()].map((id) => [String(id)]),
      );
    default:
      return noSuchPath(context, `invalid type: ${name}`);
  }
}

function showItems(context: ProcContext): Answer {
  const { pending, running, history } = schedulerOf(context.process);
  const counts: readonly (readonly [string, number])[] = [
    ['balance_stat', 1],
    ['cluster_load_stat', 1],
    // Recorded: backends, not disks.
    ['working_slots', listBackends(context).length],
    ['sched_stat', 1],
    ['priority_repair', 0],
    ['pending_tablets', pending.size],
    ['running_tablets', running.size],
    ['history_tablets', history.length],
    ['all_tablets', pending.size + running.size],
  ];
  return textRows(
    ['Item', 'Number'],
    counts.map(([item, number]) => [item, String(number)]),
  );
}

function showSlots(context: ProcContext): Answer {
  const { world, process, storage } = context;
  const memory = schedulerOf(process);
  const total = slotsPerPath(viewCluster(world, process));
  const rate = storage.options.cloneBytesPerSecond.toFixed(1);
  const rows = listBackends(context)
    .flatMap(({ id }) => storage.disksOf(id))
    .map((disk) => [
      ...[String(disk.backendId), disk.pathHash, String(Math.max(0, total - memory.slotsTaken(disk))), String(total)],
      memory.history.length === 0 ? '0.0' : rate,
    ]);
  return textRows(['BeId', 'PathHash', 'AvailSlots', 'TotalSlots', 'AvgRate'], rows);
}

function listScheduled(context: ProcContext, tablets: readonly ScheduledTablet[]): Answer {
  return textRows(
    SCHEDULED,
    tablets.slice(0, MOST).map((tablet) => describe(context, tablet)),
  );
}

function describe(context: ProcContext, tablet: ScheduledTablet): Cell[] {
  const { copyBytes, copyTimeMs } = tablet;
  const time = (at: number | null) => timeCell(context, at);
  return [
    ...[String(tablet.tabletId), tablet.type, tablet.medium, tablet.status, tablet.state],
    ...[tablet.originalPriority, tablet.priority, ...place(tablet.source), ...place(tablet.destination)],
    ...[String(tablet.timeoutMs), time(tablet.createdAt), time(tablet.scheduledAt), time(tablet.visitedAt)],
    ...[time(tablet.finishedAt), copyTimeMs > 0 ? String(copyBytes / copyTimeMs / 1000) : null],
    ...[String(tablet.failedSchedules), String(tablet.failedRuns), time(tablet.priorityAdjustedAt)],
    ...[String(tablet.visibleVersion), '0', String(tablet.visibleVersion), '0', tablet.error],
  ];
}

function place(given: Place | undefined): readonly string[] {
  return given === undefined ? ['-1', '-1'] : [String(given.backendId), given.pathHash];
}

import { isFailing } from '../journal.ts';
import type { Process } from '../process.ts';
import { judgeQuorum } from '../quorum.ts';
import type { World } from '../world.ts';
import { balanceColocated } from './balance-colocated.ts';
import { selectForBalance } from './balance-tablets.ts';
import { checkTablets } from './check-tablets.ts';
import { readNumber, viewCluster } from './cluster-view.ts';
import { dropDrained } from './drop-drained.ts';
import { emptyRecycleBin } from './drop-table.ts';
import { growStatistics } from './grow-statistics.ts';
import { abortOverdue } from './load-table.ts';
import { scheduleTablets } from './schedule-tablets.ts';
import { forgetSchedule, schedulerOf } from './scheduler-memory.ts';
import { tabletsOf, type Storage } from './storage.ts';

/**
 * What a leader does about data for as long as it leads. Values of settings and all delays are its own process's, so a change
 * of leaders begins them again; clones that were under way are lost with the old one.
 */
export function beginStorage(world: World, leader: Process): void {
  forgetSchedule(leader);
  forgetUnfinished(world.storageOf(leader));
  const term = schedulerOf(leader);
  // Another term of the same process has its own.
  const isOver = () => leader.role !== 'LEADER' || schedulerOf(leader) !== term;
  const canWrite = () => !isFailing(leader) && judgeQuorum(world, leader) === 'ok';
  const every = (delay: () => number, run: () => void) => {
    const again = () => {
      if (isOver()) return;
      if (canWrite()) run();
      world.afterOn(leader, delay(), again);
    };
    world.afterOn(leader, 0, again);
  };
  const view = () => viewCluster(world, leader);
  const { options } = world.storageOf(leader);
  const isBusy = () => term.pending.size + term.running.size > 0 || options.growStatistics;
  let statisticsAt: number | undefined;
  let scheduling = false;
  const schedule = () => {
    if (isOver()) return;
    if (canWrite()) {
      if (options.growStatistics) statisticsAt = growStatistics(view(), statisticsAt);
      scheduleTablets(world, leader);
    }
    scheduling = isBusy();
    if (scheduling) world.afterOn(leader, options.scheduleMs, schedule);
  };
  every(
    () => options.checkMs ?? readNumber(view(), 'tablet_sched_checker_interval_seconds') * 1000,
    () => {
      checkTablets(world, leader);
      balanceColocated(world, leader);
      if (options.balance) selectForBalance(view(), term);
      // Nothing comes into the queue but from here: with an empty one there is no need to wake up every second.
      if (scheduling || !isBusy()) return;
      scheduling = true;
      world.afterOn(leader, 0, schedule);
    },
  );
  every(
    () => readNumber(view(), 'alter_scheduler_interval_millisecond'),
    () => {
      const { storage, now } = view();
      abortOverdue(storage, now);
      emptyRecycleBin(storage, now, readNumber(view(), 'catalog_trash_expire_second') * 1000);
      dropDrained(world, leader);
    },
  );
}

/** As read: a copy that is being made and one that is told to go are only in the leader's memory. */
function forgetUnfinished(storage: Storage): void {
  for (const tablet of storage.allTables().flatMap(tabletsOf)) {
    for (const replica of [...tablet.replicas]) {
      if (replica.state === 'CLONE') storage.removeReplica(tablet, replica);
      else if (replica.state === 'DECOMMISSION') {
        replica.state = 'NORMAL';
        replica.watermarkTxnId = -1;
      }
    }
  }
}

import type { ClusterView } from './cluster-view.ts';
import { resetDecommissioned } from './delete-replica.ts';
import type { ScheduledTablet } from './scheduled-tablet.ts';
import type { SchedulerMemory } from './scheduler-memory.ts';

/** It is out of the queue: slots are free again, and what it had begun and not finished is undone. */
export function finishSchedule(
  { storage, now }: Pick<ClusterView, 'storage' | 'now'>,
  memory: SchedulerMemory,
  scheduled: ScheduledTablet,
  state: 'FINISHED' | 'CANCELLED',
  error: string,
): void {
  memory.pending.delete(scheduled.tabletId);
  memory.running.delete(scheduled.tabletId);
  memory.releaseSlots(scheduled);
  const tablet = storage.findTablet(scheduled.tabletId);
  if (tablet !== undefined) {
    resetDecommissioned(scheduled, tablet);
    for (const replica of tablet.replicas.filter((one) => one.state === 'CLONE'))
      storage.removeReplica(tablet, replica);
  }
  scheduled.state = state;
  scheduled.error = error;
  scheduled.finishedAt = now;
  memory.remember(scheduled);
}

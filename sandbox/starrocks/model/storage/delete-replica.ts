import type { Backend } from '../metadata.ts';
import type { Replica, Tablet } from './catalog.ts';
import { type ClusterView, isAvailable, isOn } from './cluster-view.ts';
import { loadOf } from './choose-places.ts';
import type { Outcome } from './outcome.ts';
import type { ScheduledTablet } from './scheduled-tablet.ts';
import { hasAllVersions } from './tablet-health.ts';

/** One copy too many is told to go, and deleted once no older transaction may write to it: two rounds at least (as read). */
export function deleteRedundant(
  view: ClusterView,
  scheduled: ScheduledTablet,
  tablet: Tablet,
  force: boolean,
): Outcome {
  const chosen = chooseRedundant(view, tablet);
  if (chosen === undefined) return { kind: 'discarded', error: 'unable to delete any redundant replicas' };
  return deleteReplica(view, scheduled, tablet, chosen, force) ?? FINISHED;
}

const FINISHED: Outcome = { kind: 'finished', error: 'redundant replica is deleted' };

/** As read, in this order of reasons. */
function chooseRedundant(view: ClusterView, tablet: Tablet): Replica | undefined {
  const { replicas } = tablet;
  const backendOf = ({ backendId }: Replica): Backend | undefined => view.backends.get(backendId);
  return (
    replicas.find((replica) => backendOf(replica) === undefined) ??
    replicas.find(({ bad }) => bad) ??
    replicas.find(({ backendId }) => !isAvailable(view, backendId)) ??
    replicas.find(({ state }) => state !== 'NORMAL') ??
    replicas.find((replica) => !hasAllVersions(replica, tablet)) ??
    findOnSameHost(view, replicas) ??
    heaviest(view, replicas)
  );
}

function findOnSameHost(view: ClusterView, replicas: readonly Replica[]): Replica | undefined {
  const hostOf = ({ backendId }: Replica) => view.backends.get(backendId)?.host;
  return heaviest(
    view,
    replicas.filter((replica) => replicas.some((other) => other !== replica && hostOf(other) === hostOf(replica))),
  );
}

function heaviest(view: ClusterView, replicas: readonly Replica[]): Replica | undefined {
  const load = ({ backendId }: Replica) => {
    const backend = view.backends.get(backendId);
    return backend === undefined ? 0 : loadOf(view, backend);
  };
  return [...replicas].sort((a, b) => load(b) - load(a))[0];
}

/** Undefined: it is gone. */
export function deleteReplica(
  view: ClusterView,
  scheduled: ScheduledTablet,
  tablet: Tablet,
  replica: Replica,
  asked: boolean,
): Outcome | undefined {
  const { storage } = view;
  const force = asked || isOn(view, 'tablet_sched_always_force_decommission_replica');
  if (!force && replica.state === 'NORMAL' && replica.watermarkTxnId === -1) {
    resetDecommissioned(scheduled, tablet);
    replica.state = 'DECOMMISSION';
    replica.watermarkTxnId = storage.nextTransactionId();
    scheduled.decommissionedReplicaId = replica.id;
    // As read: it may have to wait long, and shall not stand in the way of others.
    scheduled.originalPriority = 'NORMAL';
    scheduled.priority = 'NORMAL';
    return { kind: 'retry', error: `set watermark txn ${replica.watermarkTxnId}` };
  }
  if (!force && replica.state === 'DECOMMISSION' && hasOlderTransaction(view, tablet, replica.watermarkTxnId)) {
    return { kind: 'retry', error: `wait txn before ${replica.watermarkTxnId} to be finished` };
  }
  storage.removeReplica(tablet, replica);
  return undefined;
}

function hasOlderTransaction({ storage }: ClusterView, { partition: { table } }: Tablet, watermark: number): boolean {
  return storage.transactions.some(
    ({ id, state, tableIds }) =>
      id <= watermark && (state === 'PREPARE' || state === 'COMMITTED') && tableIds.includes(table.id),
  );
}

/** What was told to go and is not gone, stays. */
export function resetDecommissioned(scheduled: ScheduledTablet, { replicas }: Tablet): void {
  const replica = replicas.find(({ id }) => id === scheduled.decommissionedReplicaId);
  scheduled.decommissionedReplicaId = undefined;
  if (replica?.state !== 'DECOMMISSION') return;
  replica.state = 'NORMAL';
  replica.watermarkTxnId = -1;
}

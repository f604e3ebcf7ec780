import { type BackendRow, backendRowHandle, takesTablets } from '../data/backend-rows.ts';
import { type BackendsReading, type DrainTarget, targetHandle } from './drain-reading.ts';

export interface Remaining {
  /** Backends that are to go, as they are registered. */
  readonly leaving: readonly BackendRow[];
  /** All others. */
  readonly others: readonly BackendRow[];
  /** Those of them that can take tablets. */
  readonly takers: readonly BackendRow[];
  /** The product puts no two replicas of a tablet on one host, but counts backends when it lets a drain begin (as read). */
  readonly hosts: ReadonlySet<string>;
}

/** The set as a whole: each of several nodes alone might leave enough. */
export function viewRemaining({ backends }: BackendsReading, targets: readonly DrainTarget[]): Remaining {
  const handles = new Set(targets.map(targetHandle));
  const leaving = backends.filter((row) => handles.has(backendRowHandle(row)));
  const others = backends.filter((row) => !handles.has(backendRowHandle(row)));
  const takers = others.filter(takesTablets);
  return { leaving, others, takers, hosts: new Set(takers.map(({ host }) => host)) };
}

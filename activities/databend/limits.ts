import type { ClusterBase } from '../../model/node-base.ts';

/** A healthy node tells its status in 0.05 to 0.15 s (recorded on 1.2.888); one that is blocked, never. */
const STATUS_LIMIT_MS = 3_000;
/** However fast the clock of a sandbox runs, its processes do not. */
const LEAST_MS = 1_500;

/** How long a node may take to tell its state, in ms. */
export function statusLimit({ pace }: Pick<ClusterBase, 'pace'>): number {
  return Math.max(LEAST_MS, STATUS_LIMIT_MS * pace);
}

import type { StarRocksNode } from '../../model/starrocks/cluster-spec.ts';
import { activitySignal } from '../context.ts';
import { awaitEnding } from '../process/await-ending.ts';
import type { Tools } from '../tools.ts';

/** The longest that the product gives itself: a frontend 60 s (max_graceful_exit_time_second, as read), a backend some 20 s. */
const LIMIT_MS = 60_000;

/** Where it is written that the process of a node was told to end. A backend and a compute node can share a home. */
export function endingNote({ home, role }: StarRocksNode): string {
  return `${home}/log/.muster-ending-${role}`;
}

/** Before a start, so that one that is still on its way out is not taken for one that runs. */
export async function awaitNodeEnding(tools: Tools, node: StarRocksNode): Promise<void> {
  await awaitEnding(tools.ssh, node.ssh, { note: endingNote(node), limitMs: LIMIT_MS, signal: activitySignal() });
}

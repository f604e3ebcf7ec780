import { CLOSED_STATES, operationWorkflowId } from '../model/operation.ts';
import type { Link } from './connect.ts';
import type { RunningOperation } from './screens/status.ts';

/** The operation that holds the cluster, from the server alone. */
export async function readRunning({ client }: Link, cluster: string): Promise<RunningOperation> {
  const [{ isNotFound }, { readMemo }, { readState }] = await Promise.all([
    import('./temporal-errors.ts'),
    import('./memo.ts'),
    import('./read-attributes.ts'),
  ]);
  try {
    const description = await client.withDeadline(Date.now() + 3_000, () =>
      client.workflow.getHandle(operationWorkflowId(cluster)).describe(),
    );
    const state = readState(description);
    const memo = readMemo(description.memo);
    if (CLOSED_STATES.includes(state) || memo === undefined) return 'none';
    return {
      id: memo.requestId,
      what: `${memo.verb} ${memo.nodes.join(', ')}`,
      nodes: memo.nodes,
      state,
      by: memo.by,
      since: description.startTime.toISOString(),
    };
  } catch (error) {
    if (isNotFound(error)) return 'none';
    throw error;
  }
}

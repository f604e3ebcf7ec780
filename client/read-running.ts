import { describeAsked } from '../model/describe-asked.ts';
import { besideWorkflowId, CLOSED_STATES, operationWorkflowId } from '../model/operation.ts';
import type { Link } from './connect.ts';
import type { OneRunning, RunningOperation } from './screens/status.ts';

/** The operation that holds the cluster, and what runs beside it, from the server alone. */
export async function readRunning(link: Link, cluster: string): Promise<RunningOperation> {
  const [holder, beside] = await Promise.all([
    readOne(link, operationWorkflowId(cluster)),
    readOne(link, besideWorkflowId(cluster)),
  ]);
  // The drain that it was beside may have ended; then it is the one that holds the cluster.
  const first = holder ?? beside;
  if (first === undefined) return 'none';
  return holder === undefined || beside === undefined ? first : { ...first, beside };
}

async function readOne({ client }: Link, workflowId: string): Promise<OneRunning | undefined> {
  const [{ isNotFound }, { readMemo }, { readState }, { readDescribedDrain }, { readWait }] = await Promise.all([
    import('./temporal-errors.ts'),
    import('./memo.ts'),
    import('./read-attributes.ts'),
    import('./read-drain.ts'),
    import('./read-wait.ts'),
  ]);
  try {
    const description = await client.withDeadline(Date.now() + 3_000, () =>
      client.workflow.getHandle(workflowId).describe(),
    );
    const state = readState(description);
    const memo = readMemo(description.memo);
    if (CLOSED_STATES.includes(state) || memo === undefined) return undefined;
    const drain = await readDescribedDrain(client, description);
    const window =
      state === 'waiting' ? await readWait(client, workflowId, description.runId).catch(() => undefined) : undefined;
    return {
      ...(drain !== undefined && { drain }),
      ...(window !== undefined && { window }),
      id: memo.requestId,
      what: describeAsked(memo),
      nodes: [...memo.nodes, ...(memo.with ?? [])],
      state,
      by: memo.by,
      since: description.startTime.toISOString(),
    };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

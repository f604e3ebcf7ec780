import type { WorkflowExecutionDescription } from '@temporalio/client';
import { describeAsked } from '../model/describe-asked.ts';
import { CLOSED_STATES } from '../model/operation.ts';
import type { Link } from './connect.ts';
import type { OneRunning, RunningOperation } from './screens/status.ts';

/** The operations that run on the cluster, from the server alone. */
export async function readRunning(link: Link, cluster: string): Promise<RunningOperation> {
  const { listRunning } = await import('./list-running.ts');
  const described = await Promise.all((await listRunning(link, cluster)).map((one) => readOne(link, one)));
  const [first, ...beside] = described.filter((one) => one !== undefined);
  if (first === undefined) return 'none';
  return beside.length === 0 ? first : { ...first, beside };
}

async function readOne({ client }: Link, description: WorkflowExecutionDescription): Promise<OneRunning | undefined> {
  const [{ readMemo }, { readState }, { readDescribedDrain }, { readWait }] = await Promise.all([
    import('../model/operation-memo.ts'),
    import('./read-attributes.ts'),
    import('./read-drain.ts'),
    import('./read-wait.ts'),
  ]);
  const state = readState(description);
  const memo = readMemo(description.memo);
  if (CLOSED_STATES.includes(state) || memo === undefined) return undefined;
  const drain = await readDescribedDrain(client, description);
  const { workflowId, runId } = description;
  const window = state === 'waiting' ? await readWait(client, workflowId, runId).catch(() => undefined) : undefined;
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
}

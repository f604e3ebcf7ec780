import type { WorkflowExecutionDescription } from '@temporalio/client';
import { describeAsked } from '../model/describe-asked.ts';
import { findDrainWait, mayRunBeside } from '../model/admission.ts';
import { MusterError } from '../model/error.ts';
import { besideWorkflowId, type OperationRequest } from '../model/operation.ts';
import type { LongProgress } from '../model/progress.ts';
import { describeDrain } from '../model/progress/describe-drain.ts';
import type { Link } from './connect.ts';
import { readMemo } from './memo.ts';
import { readState } from './read-attributes.ts';
import { readOperation } from './read-operation.ts';
import { drainOf } from './screens/drain.ts';
import { formatTime } from './screens/time.ts';

/** Who holds the cluster, since when, what it waits for and for how long, and how to look at it. */
export async function refuseBusy(
  link: Link,
  holder: WorkflowExecutionDescription,
  request: OperationRequest,
): Promise<MusterError> {
  const cluster = request.cluster.name;
  const memo = readMemo(holder.memo);
  const what =
    memo === undefined ? holder.workflowId : `operation ${memo.requestId} (${describeAsked(memo)}, by ${memo.by})`;
  const name = memo?.requestId ?? cluster;
  const wait = await readWait(link, holder).catch(() => undefined);
  return new MusterError(
    'CLUSTER_BUSY',
    `${cluster} is held by ${what}: ${readState(holder)}, submitted ${formatTime(holder.startTime.toISOString())}`,
    {
      details: [
        ...(wait?.drain === undefined ? [] : describeDrain(wait.drain, { now: Date.now() })),
        explain(holder, wait !== undefined, request),
      ],
      hint: `muster ops watch ${name}\nmuster ops show ${name}`,
    },
  );
}

/** A new epoch has not beaten yet; then what the last one knew is told, and in the first one nothing. */
async function readWait(
  { client }: Link,
  { workflowId, runId }: WorkflowExecutionDescription,
): Promise<{ readonly drain: LongProgress | undefined } | undefined> {
  const { progress, live } = await readOperation(client, workflowId, runId);
  const step = findDrainWait(progress);
  return step === undefined ? undefined : { drain: drainOf(step, live[step.id]) };
}

function explain({ workflowId }: WorkflowExecutionDescription, drains: boolean, request: OperationRequest) {
  if (workflowId === besideWorkflowId(request.cluster.name))
    return 'It runs beside a drain, and only one does at a time; nothing was submitted';
  if (drains && !mayRunBeside(request))
    return 'Beside a drain only add be, add cn and remove fe --lost may run; nothing was submitted';
  return 'One operation changes a cluster at a time; nothing was submitted';
}

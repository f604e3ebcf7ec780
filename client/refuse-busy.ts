import type { WorkflowExecutionDescription } from '@temporalio/client';
import { MusterError } from '../model/error.ts';
import { readMemo } from './memo.ts';
import { readState } from './read-attributes.ts';
import { formatTime } from './screens/time.ts';

/** Who holds the cluster, since when, how far it is, and how to look at it. */
export function refuseBusy(cluster: string, holder: WorkflowExecutionDescription): MusterError {
  const memo = readMemo(holder.memo);
  const what =
    memo === undefined
      ? holder.workflowId
      : `operation ${memo.requestId} (${memo.verb} ${memo.nodes.join(', ')}, by ${memo.by})`;
  const name = memo?.requestId ?? cluster;
  return new MusterError(
    'CLUSTER_BUSY',
    `${cluster} is held by ${what}: ${readState(holder)}, submitted ${formatTime(holder.startTime.toISOString())}`,
    {
      details: ['One operation changes a cluster at a time; nothing was submitted'],
      hint: `muster ops watch ${name}\nmuster ops show ${name}`,
    },
  );
}

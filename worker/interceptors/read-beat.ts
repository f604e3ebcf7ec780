import type { Context } from '@temporalio/activity';
import type { Payload } from '@temporalio/common';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js';
import type { Heartbeat } from '../../model/step.ts';

/** What the server keeps of the activity of a step that has not ended: `drained`, or `drained#2` when it was called again. */
export async function readBeat({ client, info }: Context, step: string): Promise<Heartbeat | undefined> {
  const { workflowId, runId } = info.workflowExecution ?? {};
  if (workflowId === undefined) return undefined;
  const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
  const pending = raw.pendingActivities?.find(({ activityId }) => activityId?.replace(/#\d+$/, '') === step);
  const payloads = (pending?.heartbeatDetails?.payloads ?? []) as Payload[];
  const [beat] = await decodeArrayFromPayloads(client.options.loadedDataConverter, payloads);
  return beat as Heartbeat | undefined;
}

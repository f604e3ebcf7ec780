import { proxyActivities } from '@temporalio/workflow';
import type { write } from '../../activities/records/write.ts';
import { WRITE_RECORD } from '../../model/record/record.ts';
import type { ForemanEyes } from '../../activities/foreman/foreman-eyes.ts';

type Named = { [Name in keyof ForemanEyes as `muster.foreman.${Name & string}`]: ForemanEyes[Name] };

/** What a foreman asks of the server. It is asked for as long as it takes: nothing is admitted on a guess. */
export function foremanEyes(activityId: string): Pick<ForemanEyes, 'awaitClosed' | 'recover'> {
  const asked = proxyActivities<Named>({
    startToCloseTimeout: '2m',
    heartbeatTimeout: '10s',
    retry: { initialInterval: '1s', backoffCoefficient: 1.5, maximumInterval: '30s' },
    activityId,
  });
  return { awaitClosed: asked['muster.foreman.awaitClosed'], recover: asked['muster.foreman.recover'] };
}

/**
 * Not a local activity, though it is short: in handlers of updates that come several at once, histories with those did not
 * replay (SDK 1.24: "UpdateMachine in state CompletedCommandCreated"), and a foreman stood still after a killed worker.
 */
export const lookAround: ForemanEyes['lookAround'] = (input) =>
  proxyActivities<Named>({
    startToCloseTimeout: '10s',
    heartbeatTimeout: '3s',
    retry: { initialInterval: '200ms', maximumAttempts: 5 },
  })['muster.foreman.lookAround'](input);

/** What has ended is written down, as well as that goes: it is no reason to stay. */
export async function writeRecord(id: string, workflowId: string): Promise<void> {
  const { [WRITE_RECORD]: run } = proxyActivities<Record<typeof WRITE_RECORD, typeof write>>({
    startToCloseTimeout: '1m',
    heartbeatTimeout: '10s',
    retry: { initialInterval: '1s', maximumAttempts: 5 },
    activityId: `record/${id}`,
  });
  await run({ workflowId }).catch(() => {});
}

import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
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

/** Local, so that a submit costs one event more and no wait for a poller. */
export const lookAround: ForemanEyes['lookAround'] = (input) =>
  proxyLocalActivities<Named>({ startToCloseTimeout: '5s', retry: { maximumAttempts: 2 } })[
    'muster.foreman.lookAround'
  ](input);

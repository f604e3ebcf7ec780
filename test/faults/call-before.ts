import type { Info } from '@temporalio/activity';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';

/** Something happens once, right before the first call of the activity; a second try of that call waits for it too. */
export function callBefore(activity: string, act: () => Promise<void>): ActivityInterceptorsFactory {
  let first: { readonly call: string; readonly happening: Promise<void> } | undefined;
  return ({ info }) => ({
    inbound: {
      async execute(input, next) {
        if (info.activityType === activity) {
          first ??= { call: nameCall(info), happening: act() };
          if (first.call === nameCall(info)) await first.happening;
        }
        return await next(input);
      },
    },
  });
}

function nameCall({ workflowExecution, activityId }: Info): string {
  return `${workflowExecution?.runId} ${activityId}`;
}

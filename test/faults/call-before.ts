import type { ActivityInterceptorsFactory } from '@temporalio/worker';

/** Something happens once, right before the first call of the activity. */
export function callBefore(activity: string, act: () => Promise<void>): ActivityInterceptorsFactory {
  let done = false;
  return (context) => ({
    inbound: {
      async execute(input, next) {
        if (!done && context.info.activityType === activity) {
          done = true;
          await act();
        }
        return await next(input);
      },
    },
  });
}

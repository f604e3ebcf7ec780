import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { isMusterError } from '../../model/error.ts';
import { convertFailure, type RedactText } from './convert-failure.ts';

/** Everything that leaves an activity as an error goes through here; what history must not hold stays in the worker's log. */
export function reportFailures(redact: RedactText): ActivityInterceptorsFactory {
  return (context) => ({
    inbound: {
      async execute(input, next) {
        try {
          return await next(input);
        } catch (error) {
          const expected = error instanceof ApplicationFailure || isMusterError(error);
          if (!expected && error instanceof Error && !context.cancellationSignal.aborted) {
            context.log.error('An activity failed by a defect', { thrown: redact(error.stack ?? error.message) });
          }
          throw convertFailure(error, redact, context.cancellationSignal.aborted);
        }
      },
    },
  });
}

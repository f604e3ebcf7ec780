import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { type FailureKind, MusterError } from '../../model/error.ts';

/** Once, for the first call of the activity: it fails and nothing has happened, or everything has happened and the reply is lost. */
export interface ActivityFault {
  readonly activity: string;
  readonly when: 'before' | 'after';
  /** What the call fails with. @default 'unknown' */
  readonly kind?: FailureKind;
  /** Calls before this is so are not counted. @default from the first one on */
  readonly since?: () => boolean;
}

export interface InjectedFault {
  readonly interceptor: ActivityInterceptorsFactory;
  readonly fired: () => boolean;
  readonly fault: ActivityFault;
}

export function injectFault(fault: ActivityFault): InjectedFault {
  const { activity, when, kind = 'unknown', since } = fault;
  let fired = false;
  const fail = () => {
    fired = true;
    throw new MusterError('SSH_LOST', `injected ${when} ${activity}`, { kind });
  };
  return {
    fault,
    fired: () => fired,
    interceptor: (context) => ({
      inbound: {
        async execute(input, next) {
          if (fired || context.info.activityType !== activity || since?.() === false) return await next(input);
          if (when === 'before') return fail();
          await next(input);
          return fail();
        },
      },
    }),
  };
}

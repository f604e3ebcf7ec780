import type { ActivityOptions } from '@temporalio/workflow';

/** A killed worker is noticed by the missing heartbeat; the worker beats each second by itself. */
const HEARTBEAT_LIMIT_MS = 10_000;
/** However fast the clock of a sandbox runs, its worker does not: a second beat may be late, and one try must not run beside another. */
const LEAST_HEARTBEAT_LIMIT_MS = 5_000;

export interface Purpose {
  readonly kind: 'read' | 'perform' | 'wait' | 'long' | 'urgent' | 'look' | 'notice';
  readonly pace: number;
  /** Tries, not time: hours without a worker must not spend the budget of a step. */
  readonly tries?: number;
}

/** How long, how often and how a step's activity is tried. */
export function chooseOptions({ kind, pace, tries }: Purpose): ActivityOptions {
  const second = Math.max(100, Math.round(1000 * pace));
  const heartbeatTimeout = Math.max(LEAST_HEARTBEAT_LIMIT_MS, Math.round(HEARTBEAT_LIMIT_MS * pace));
  switch (kind) {
    case 'read':
      return {
        startToCloseTimeout: '2m',
        heartbeatTimeout,
        cancellationType: 'TRY_CANCEL',
        retry: {
          initialInterval: second,
          backoffCoefficient: 2,
          maximumInterval: 15 * second,
          maximumAttempts: tries ?? 5,
        },
      };
    case 'perform':
      return {
        // An upload of a package of several GB over a thin line.
        startToCloseTimeout: '2h',
        heartbeatTimeout,
        // The undo must not begin beside a change that is still acting.
        cancellationType: 'WAIT_CANCELLATION_COMPLETED',
        retry: {
          initialInterval: second,
          backoffCoefficient: 2,
          maximumInterval: 30 * second,
          maximumAttempts: tries ?? 6,
        },
      };
    case 'wait':
      return {
        startToCloseTimeout: '2m',
        heartbeatTimeout,
        cancellationType: 'TRY_CANCEL',
        // Also the delay after a heartbeat time-out; the delay between probes is the probe's own nextRetryDelay.
        retry: { initialInterval: second, backoffCoefficient: 1, maximumAttempts: tries ?? 150 },
      };
    case 'long':
      return {
        // One look, with a diagnosis in it when nothing moves.
        startToCloseTimeout: '10m',
        heartbeatTimeout,
        cancellationType: 'TRY_CANCEL',
        // As often as it takes: days without a leader, a network or a worker are not the end of a drain.
        retry: { initialInterval: second, backoffCoefficient: 1.5, maximumInterval: 30 * second },
      };
    case 'look':
      // A person waits for it: a second try only for a worker that was lost in the first.
      return {
        startToCloseTimeout: '1m',
        heartbeatTimeout,
        cancellationType: 'TRY_CANCEL',
        retry: { initialInterval: second, maximumAttempts: tries ?? 2 },
      };
    case 'notice':
      // Nobody waits for it, and a receiver may be down for a night. A day later it is old.
      return {
        startToCloseTimeout: '1m',
        scheduleToCloseTimeout: '24h',
        heartbeatTimeout,
        retry: { initialInterval: 2 * second, backoffCoefficient: 2, maximumInterval: 900 * second },
      };
    case 'urgent':
      return {
        startToCloseTimeout: '2m',
        heartbeatTimeout,
        retry: { initialInterval: second, backoffCoefficient: 1, maximumAttempts: tries ?? 10 },
      };
  }
}

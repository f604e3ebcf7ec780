import type { Context } from '@temporalio/activity';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { type ActivityScope, runInScope } from '../../activities/context.ts';
import type { Heartbeat } from '../../model/step.ts';
import { hasEnded } from './has-ended.ts';
import { readBeat } from './read-beat.ts';
import { readInstallation } from './read-installation.ts';

const BEAT_MS = 1_000;

export interface BeatOptions {
  /** Of the server, as the lease on the hosts of a cluster names it. @default not named */
  readonly address?: string | undefined;
}

/** Beats each second with the last note, so that a killed worker is noticed and a note is seen without one. */
export const beatWhileRunning =
  (options: BeatOptions): ActivityInterceptorsFactory =>
  (context) => ({
    inbound: {
      async execute(input, next) {
        const known = readScope(context, options);
        // One that runs within a workflow task has no heartbeats.
        if (context.info.isLocal) return await runInScope({ ...known, reportNote: () => {} }, () => next(input));
        // A first beat without details would wipe what the last try had reported.
        let last: Heartbeat | undefined = context.info.heartbeatDetails;
        const beat = () => context.heartbeat(last);
        const timer = setInterval(beat, BEAT_MS);
        beat();
        const reportNote: ActivityScope['reportNote'] = (note, progress = last?.progress) => {
          last = { note, at: new Date().toISOString(), ...(progress !== undefined && { progress }) };
          beat();
        };
        try {
          return await runInScope({ ...known, last, reportNote }, () => next(input));
        } finally {
          clearInterval(timer);
        }
      },
    },
  });

function readScope(context: Context, { address }: BeatOptions): Omit<ActivityScope, 'reportNote' | 'last'> {
  const {
    attempt,
    workflowExecution,
    taskQueue,
    currentAttemptScheduledTimestampMs: now,
    scheduledTimestampMs,
  } = context.info;
  return {
    signal: context.cancellationSignal,
    attempt,
    owner: workflowExecution?.runId ?? '',
    workflow: workflowExecution?.workflowId ?? '',
    installation: () => readInstallation(context, address),
    hasEnded: (asked) => hasEnded(context, asked),
    client: context.client,
    beatOf: (step) => readBeat(context, step),
    taskQueue,
    now,
    sinceFirst: now - scheduledTimestampMs,
  };
}

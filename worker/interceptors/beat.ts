import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { hasEnded } from './has-ended.ts';
import { readBeat } from './read-beat.ts';
import { readInstallation } from './read-installation.ts';
import { runInScope } from '../../activities/context.ts';
import type { Heartbeat } from '../../model/step.ts';

const BEAT_MS = 1_000;

/** Beats each second with the last note, so that a killed worker is noticed and a note is seen without one. */
export const beatWhileRunning =
  (address?: string): ActivityInterceptorsFactory =>
  (context) => ({
    inbound: {
      async execute(input, next) {
        // One that runs within a workflow task has no heartbeats.
        if (context.info.isLocal) return await next(input);
        // A first beat without details would wipe what the last try had reported.
        let last: Heartbeat | undefined = context.info.heartbeatDetails;
        const beat = () => context.heartbeat(last);
        const timer = setInterval(beat, BEAT_MS);
        beat();
        try {
          return await runInScope(
            {
              signal: context.cancellationSignal,
              attempt: context.info.attempt,
              owner: context.info.workflowExecution?.runId ?? '',
              workflow: context.info.workflowExecution?.workflowId ?? '',
              installation: () => readInstallation(context, address),
              hasEnded: (asked) => hasEnded(context, asked),
              last,
              client: context.client,
              beatOf: (step) => readBeat(context, step),
              now: context.info.currentAttemptScheduledTimestampMs,
              sinceFirst: context.info.currentAttemptScheduledTimestampMs - context.info.scheduledTimestampMs,
              reportNote: (note, progress = last?.progress) => {
                last = { note, at: new Date().toISOString(), ...(progress !== undefined && { progress }) };
                beat();
              },
            },
            () => next(input),
          );
        } finally {
          clearInterval(timer);
        }
      },
    },
  });

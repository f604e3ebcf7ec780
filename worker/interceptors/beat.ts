import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { readBeat } from './read-beat.ts';
import { runInScope } from '../../activities/context.ts';
import type { Heartbeat } from '../../model/step.ts';

const BEAT_MS = 1_000;

/** Beats each second with the last note, so that a killed worker is noticed and a note is seen without one. */
export const beatWhileRunning: ActivityInterceptorsFactory = (context) => ({
  inbound: {
    async execute(input, next) {
      // A first beat without details would wipe what the last try had reported.
      let last: Heartbeat | undefined = context.info.heartbeatDetails;
      // One that runs within a workflow task has no heartbeats; it asks the server as any other.
      const beat = context.info.isLocal ? () => {} : () => context.heartbeat(last);
      const timer = setInterval(beat, BEAT_MS);
      beat();
      try {
        return await runInScope(
          {
            signal: context.cancellationSignal,
            attempt: context.info.attempt,
            owner: context.info.workflowExecution?.runId ?? '',
            last,
            client: context.client,
            beatOf: (step) => readBeat(context, step),
            taskQueue: context.info.taskQueue,
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

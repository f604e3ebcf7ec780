// Loaded by a worker process with --faults: ends the whole process with -9 once, at the activity and moment that the
// environment names. The marker file is the memory across processes; it says whether the call was still under way.
import { existsSync, writeFileSync } from 'node:fs';
import { MusterError } from '../../dist/model/error.js';

const { activity, when, delayMs, marker, fail } = JSON.parse(process.env.MUSTER_KILL ?? '{}');

function kill(moment) {
  writeFileSync(marker, moment);
  process.kill(process.pid, 'SIGKILL');
}

export const interceptors = [
  (context) => ({
    inbound: {
      async execute(input, next) {
        if (context.info.activityType === fail) throw new MusterError('COMMAND_FAILED', `injected before ${fail}`);
        if (context.info.activityType !== activity || existsSync(marker)) return await next(input);
        if (when === 'before') kill('before');
        if (when === 'during') setTimeout(() => kill('during'), delayMs);
        try {
          return await next(input);
        } finally {
          kill('after');
        }
      },
    },
  }),
];

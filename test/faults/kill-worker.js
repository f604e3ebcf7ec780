// Loaded by a worker process with --faults: ends the whole process with -9 once, at the activity and moment that the
// environment names. The marker file is the memory across processes.
import { existsSync, writeFileSync } from 'node:fs';

const { activity, when, delayMs, marker } = JSON.parse(process.env.MUSTER_KILL ?? '{}');

function kill() {
  writeFileSync(marker, String(process.pid));
  process.kill(process.pid, 'SIGKILL');
}

export const interceptors = [
  (context) => ({
    inbound: {
      async execute(input, next) {
        if (context.info.activityType !== activity || existsSync(marker)) return await next(input);
        if (when === 'before') kill();
        if (when === 'during') setTimeout(kill, delayMs);
        const result = await next(input);
        kill();
        return result;
      },
    },
  }),
];

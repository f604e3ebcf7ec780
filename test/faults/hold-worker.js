// Loaded by a worker process with --faults: the first call of one activity acts, and its end is told only when the gate is there.
// The marker says that it has begun, and is the memory across processes.
import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const { activity, marker, gate } = JSON.parse(process.env.MUSTER_HOLD ?? '{}');

async function untilOpened() {
  while (!existsSync(gate)) await pause(20);
}

export const interceptors = [
  (context) => ({
    inbound: {
      async execute(input, next) {
        if (context.info.activityType !== activity || existsSync(marker)) return await next(input);
        writeFileSync(marker, 'begun');
        const [acted] = await Promise.allSettled([next(input), untilOpened()]);
        if (acted.status === 'rejected') throw acted.reason;
        return acted.value;
      },
    },
  }),
];

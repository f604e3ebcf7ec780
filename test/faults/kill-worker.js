// Loaded by a worker process with --faults: ends the whole process with -9 once, at the activity and moment that the
// environment names; of several, at the first call of each. The marker file of each is the memory across processes; it says
// whether the call was still under way.
import { existsSync, writeFileSync } from 'node:fs';
import { MusterError } from '../../dist/model/error.js';

const { activity, when, delayMs, marker, fail } = JSON.parse(process.env.MUSTER_KILL ?? '{}');

const killedAt = new Set([activity].flat());
const markerOf = (name) => (Array.isArray(activity) ? `${marker}-${name}` : marker);

function kill(name, moment) {
  writeFileSync(markerOf(name), moment);
  process.kill(process.pid, 'SIGKILL');
}

export const interceptors = [
  (context) => ({
    inbound: {
      async execute(input, next) {
        const name = context.info.activityType;
        if (name === fail) throw new MusterError('COMMAND_FAILED', `injected before ${fail}`);
        if (!killedAt.has(name) || existsSync(markerOf(name))) return await next(input);
        if (when === 'before') kill(name, 'before');
        if (when === 'during') setTimeout(() => kill(name, 'during'), delayMs);
        try {
          return await next(input);
        } finally {
          kill(name, 'after');
        }
      },
    },
  }),
];

import { knobNumber } from '../data/knob-rows.ts';
import { formatSize } from '../data/size.ts';
import { setKnob } from '../drain/judge-scheduler.ts';
import { rowsOf } from './errors-of.ts';
import type { Rule } from './rule.ts';

/** A copy that runs out of time is cancelled as `timeout` and begun again from nothing (as read in TabletScheduler). */
export const findLargeTablet: Rule = (reading) => {
  for (const { tabletId, name, replicas } of reading.left) {
    const timeouts = rowsOf(reading, tabletId).filter(
      ({ state, error }) => state !== 'FINISHED' && (/\btime ?out\b/i.test(error) || state === 'TIMEOUT'),
    );
    if (timeouts.length === 0) continue;
    const bytes = Math.max(0, ...replicas.map((replica) => replica.bytes));
    const seconds = Math.max(0, ...timeouts.map(({ timeoutSeconds }) => timeoutSeconds));
    const most = knobNumber(reading.knobs, 'tablet_sched_max_clone_task_timeout_sec', 7_200);
    // Between the two limits the product takes the time that the size needs at 5 MB/s (as read).
    const [knob, value] =
      seconds >= most
        ? (['tablet_sched_max_clone_task_timeout_sec', most * 4] as const)
        : (['tablet_sched_min_clone_task_timeout_sec', Math.max(seconds, 180) * 4] as const);
    return {
      cause: 'large-tablet',
      message: `a copy of ${formatSize(bytes)} was given up after ${seconds} s, ${timeouts.length === 1 ? 'once' : `${timeouts.length} times`} so far, and is begun again`,
      example: name,
      lasting: 'permanent',
      next: [setKnob(knob, value)],
    };
  }
  return undefined;
};

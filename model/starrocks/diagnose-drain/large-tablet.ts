import { parseTime } from '../read-times.ts';
import { knobNumber } from '../data/knob-rows.ts';
import type { ScheduleRow } from '../data/schedule-rows.ts';
import { formatSize } from '../data/size.ts';
import { setKnob } from '../drain/judge-scheduler.ts';
import { rowsOf } from './errors-of.ts';
import type { Rule } from './rule.ts';

/** A copy that runs out of time is cancelled and begun again from nothing. */
export const findLargeTablet: Rule = (reading) => {
  for (const { tabletId, name, replicas } of reading.left) {
    const timeouts = rowsOf(reading, tabletId).filter((row) => ranOut(row, reading.pace));
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

/** That it ran out of time is only in the log of the leader; here it is cancelled after just that time (as read in TabletScheduler). */
function ranOut(row: ScheduleRow, pace: number): boolean {
  const { state, error, timeoutSeconds, destinationId, scheduled, finished } = row;
  if (state !== 'CANCELLED' && state !== 'TIMEOUT') return false;
  if (state === 'TIMEOUT' || /\btime ?out\b/i.test(error)) return true;
  const [begin] = parseTime(scheduled);
  const [end] = parseTime(finished);
  if (begin === undefined || end === undefined || destinationId === undefined || timeoutSeconds <= 0) return false;
  // Both are cut to whole seconds.
  return (end - begin + 1000) / pace >= timeoutSeconds * 1000;
}

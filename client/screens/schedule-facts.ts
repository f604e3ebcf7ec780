import type { ScheduleFacts } from '../../model/schedule/schedule.ts';
import { describeTiming } from '../../model/schedule/timing.ts';
import { wrap } from './layout.ts';
import { formatDistance, formatFiringTime } from './schedule-times.ts';
import { formatTime } from './time.ts';
import type { View } from './view.ts';

const MARGIN = 11;

/** `  when     …`, further lines below the first. */
export function labelled(label: string, lines: readonly string[], { style }: Pick<View, 'style'>): readonly string[] {
  return lines.map((line, index) => `  ${style.dim((index === 0 ? label : '').padEnd(MARGIN - 2))}${line}`.trimEnd());
}

/** Room for a line with a label before it. */
export function roomOf({ width }: View): number {
  return width - MARGIN;
}

export function listNext(next: readonly string[], { timing }: ScheduleFacts, { now }: View): readonly string[] {
  return next.map((time) => `${formatFiringTime(time, timing)}   ${formatDistance(time, now)}`);
}

/** What it was made with. */
export function showFacts(schedule: ScheduleFacts, view: View): readonly string[] {
  const { timing, ifBusy, catchUpMs, source, by, createdAt, why } = schedule;
  const room = roomOf(view);
  const skipped = 'at' in timing ? 'it does not happen at all' : 'this time is skipped';
  const busy = ifBusy === 'skip' ? `${skipped}, which is recorded` : 'it waits in the queue for its turn';
  const late = `not made up for when it is more than ${formatLimit(catchUpMs)} late`;
  const file = `${source.file} as read by ${source.by} at ${formatTime(source.readAt, view.zone)}`;
  const made = `by ${by} at ${formatTime(createdAt, view.zone)}${why === undefined ? '' : `: ${why}`}`;
  return [
    ...labelled('when', wrap(describeTiming(timing), room), view),
    ...labelled('if busy', wrap(busy, room), view),
    ...labelled('if late', wrap(late, room), view),
    ...labelled('cluster', wrap(file, room), view),
    ...labelled('made', wrap(made, room), view),
  ];
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** `90 min`: a limit is exact, in the largest unit in which it is whole. */
function formatLimit(ms: number): string {
  const [unit, factor] = UNITS.find(([, one]) => ms % one === 0) ?? UNITS[3];
  return `${ms / factor} ${unit}`;
}

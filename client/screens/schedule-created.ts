import type { ScheduleFacts } from '../../model/schedule/schedule.ts';
import { wrap } from './layout.ts';
import { labelled, listNext, roomOf, showFacts } from './schedule-facts.ts';
import type { View } from './view.ts';
import { showWarning } from './warning.ts';

export interface CreatedNotes {
  /** Nobody polls the task queue now. */
  readonly noWorker: boolean;
  /** Day of month and day of week are both limited. */
  readonly bothDays: boolean;
}

export function showCreated(
  schedule: ScheduleFacts,
  nodes: readonly string[],
  next: readonly string[],
  { noWorker, bothDays }: CreatedNotes,
  view: View,
): readonly string[] {
  const { style } = view;
  const { name, cluster, command } = schedule;
  const room = roomOf(view);
  return [
    `${style.green('✓')} ${style.bold(`schedule ${name} of ${cluster}`)}`,
    ...labelled('command', wrap(command.join(' '), room), view),
    ...(nodes.length === 0 ? [] : labelled('nodes', wrap(nodes.join(', '), room), view)),
    ...showFacts(schedule, view),
    ...labelled('next', listNext(next, schedule, view), view),
    ...(bothDays
      ? showWarning('It fires on days that match both, day of month and day of week; crontab(5) takes either.', view)
      : []),
    ...(noWorker
      ? showWarning('No worker is there now; a firing that none takes up in time is not made up for.', view)
      : []),
    `${style.dim('next:')} muster schedule show ${cluster}/${name}`,
  ];
}

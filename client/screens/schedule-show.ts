import type { ScheduleView } from '../schedules/view-schedule.ts';
import { wrap } from './layout.ts';
import { labelled, roomOf, showFacts } from './schedule-facts.ts';
import { showFirings, showName, showState } from './schedule-list.ts';
import type { View } from './view.ts';

/** All of it, and what can be done with it. */
export function showSchedule(schedule: ScheduleView, view: View): readonly string[] {
  const { style } = view;
  const { name, cluster, command, state, firings } = schedule;
  const named = `${cluster}/${name}`;
  const verbs =
    state === 'done' || state === 'over' ? ['delete'] : [state === 'paused' ? 'resume' : 'pause', 'trigger'];
  const operation = firings.find(({ state: of }) => of !== undefined)?.operation;
  return [
    showName(schedule, view),
    ...labelled('command', wrap(command.join(' '), roomOf(view)), view),
    ...showFacts(schedule, view),
    ...showState(schedule, view),
    ...showFirings(schedule, view),
    ...[
      ...(operation === undefined ? [] : [`muster ops show ${operation}`]),
      ...verbs.map((verb) => `muster schedule ${verb} ${named}`),
    ].map((line, index) => `${index === 0 ? style.dim('next:') : '     '} ${line}`),
  ];
}

import { describeTiming } from '../../model/schedule/timing.ts';
import type { ScheduleState, ScheduleView } from '../schedules/view-schedule.ts';
import { wrap } from './layout.ts';
import { labelled, listNext, roomOf } from './schedule-facts.ts';
import { showFiring } from './schedule-firing.ts';
import type { View } from './view.ts';

const STATES: Readonly<Record<ScheduleState, string>> = {
  active: 'active',
  paused: 'paused',
  done: 'done',
  over: 'its time has passed without it',
};

/** One after the other: what it does, when next, and what became of the last. */
export function showSchedules(schedules: readonly ScheduleView[], view: View): readonly string[] {
  const { style } = view;
  if (schedules.length === 0) {
    return [
      'No schedule is known.',
      `${style.dim('next:')} muster schedule create weekly-restart --cron "0 3 * * 0" -- restart be`,
    ];
  }
  return schedules.flatMap((schedule, index) => [...(index === 0 ? [] : ['']), ...showOne(schedule, view)]);
}

function showOne(schedule: ScheduleView, view: View): readonly string[] {
  const { timing, command } = schedule;
  const room = roomOf(view);
  return [
    showName(schedule, view),
    ...labelled('command', wrap(command.join(' '), room), view),
    ...labelled('when', wrap(describeTiming(timing), room), view),
    ...showState(schedule, view),
    ...showFirings(schedule, view),
  ];
}

export function showName({ name, cluster, state }: ScheduleView, { style }: View): string {
  const paint = state === 'active' ? style.cyan : state === 'done' ? style.green : style.yellow;
  return `${style.bold(name)} of ${cluster}   ${paint(STATES[state])}`;
}

/** When next, and what keeps it from that. */
export function showState(schedule: ScheduleView, view: View): readonly string[] {
  const { state, note, next, missed } = schedule;
  const room = roomOf(view);
  return [
    ...(note === undefined ? [] : labelled('note', wrap(note, room), view)),
    ...(state === 'done' || next.length === 0
      ? []
      : labelled(state === 'paused' ? 'would be' : 'next', listNext(next, schedule, view), view)),
    ...(missed === 0
      ? []
      : labelled('missed', wrap(`${missed} not made up for: Temporal did not run at that time`, room), view)),
  ];
}

export function showFirings({ firings, timing }: ScheduleView, view: View): readonly string[] {
  const inner = { ...view, width: roomOf(view) };
  return labelled(
    'last',
    firings.flatMap((firing) => showFiring(firing, timing, inner)),
    view,
  );
}

import { isSchedulerOff, setKnob } from '../drain/judge-scheduler.ts';
import type { Rule } from './rule.ts';

export const findSchedulerOff: Rule = ({ knobs, leader }) => {
  if (!isSchedulerOff(knobs)) return undefined;
  return {
    cause: 'scheduler-off',
    message: `tablet_sched_max_scheduling_tablets is 0 on the leader ${leader}: it moves no tablet at all`,
    lasting: 'permanent',
    next: [setKnob('tablet_sched_max_scheduling_tablets', 10_000)],
  };
};

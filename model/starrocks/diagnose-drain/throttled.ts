import { findThrottle, setKnob } from '../drain/judge-scheduler.ts';
import type { Rule } from './rule.ts';

export const findThrottled: Rule = ({ knobs, leader }) => {
  const throttle = findThrottle(knobs);
  if (throttle === undefined) return undefined;
  const { name, value, shipped } = throttle;
  return {
    cause: 'throttled',
    message: `${name} is ${value} on the leader ${leader}, so tablets move slowly`,
    lasting: 'temporary',
    next: [name === 'tablet_sched_slot_num_per_path' ? `muster tune --clone-slots ${shipped}` : setKnob(name, shipped)],
  };
};

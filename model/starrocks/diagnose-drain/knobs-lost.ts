import { setKnob } from '../drain/judge-scheduler.ts';
import type { Rule } from './rule.ts';

/** A restart or another leader has the values of its file; they live in one process (recorded on 3.5.7). */
export const findKnobsLost: Rule = ({ knobs, leader }, { knobs: wanted }) => {
  const changed = Object.entries(wanted).filter(([name, value]) => knobs[name] !== undefined && knobs[name] !== value);
  const [first] = changed;
  if (first === undefined) return undefined;
  const [name] = first;
  return {
    cause: 'knobs-lost',
    message: `${name} is ${knobs[name]} on the leader ${leader}, and was set to ${first[1]}: a frontend restarted, or another one leads`,
    lasting: 'temporary',
    next: changed.map(([key, value]) => setKnob(key, value)),
  };
};

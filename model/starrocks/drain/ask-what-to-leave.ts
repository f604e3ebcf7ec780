import type { LeaveQuestion } from '../../operation.ts';
import { AUTO_DROP, setKnob } from '../knobs/knobs.ts';

/** What an abandon of a drain has to be told: with the switch put back the database drops by itself what is empty. */
export function askWhatToLeave(nodes: readonly string[], original: string): LeaveQuestion {
  const names = nodes.join(', ');
  const one = nodes.length === 1;
  const empty = one ? 'it is empty' : 'they are empty';
  return {
    asks: `${AUTO_DROP} is false for this operation. Put back to ${original}, the database itself drops ${names} as soon as ${empty}`,
    choices: [
      {
        name: 'put-back',
        says:
          original === 'true'
            ? `the database drops ${names} by itself when ${empty}`
            : `it is ${original} again, as it was`,
      },
      {
        name: 'leave',
        says: `${names} ${one ? 'stays' : 'stay'} registered when ${empty}; nobody drops ${one ? 'it' : 'them'}`,
        later: `${setKnob(AUTO_DROP, original)};`,
      },
    ],
  };
}

import { findNearest } from '../../model/cluster-file/nearest.ts';
import { MusterError } from '../../model/error.ts';
import { CLOSED_STATES, type OperationState } from '../../model/operation.ts';

const STATES: readonly OperationState[] = [
  'running',
  'waiting',
  'paused',
  'needs attention',
  'undoing',
  ...CLOSED_STATES,
];

/** `failed,undone`; needs-attention is written with a dash, which needs no quotes. */
export function parseStates(text: string): readonly OperationState[] {
  return text.split(',').map((word) => {
    const name = word.trim().toLowerCase().replaceAll('-', ' ');
    const state = STATES.find((one) => one === name);
    if (state !== undefined) return state;
    const known = STATES.map((one) => one.replaceAll(' ', '-'));
    const nearest = findNearest(word.trim(), known);
    throw new MusterError('BAD_INPUT', `No state is called ${JSON.stringify(word)}, expected ${known.join(', ')}`, {
      ...(nearest !== undefined && { hint: `did you mean ${nearest}?` }),
    });
  });
}

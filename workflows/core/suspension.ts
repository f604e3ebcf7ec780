import { defineSignal, patched, setHandler } from '@temporalio/workflow';
import { CLOSED_STATES, type VerbInput, type VerbRecord } from '../../model/operation.ts';
import type { Holding } from './holding.ts';
import type { Journal } from './journal.ts';

/** Sent by the foreman of the cluster: a workflow cannot give another one a verb. */
export const suspendSignal = defineSignal<[VerbInput]>('suspended');
export const openSignal = defineSignal<[VerbInput]>('opened');

/**
 * As pause and resume are; inside a span that must not be left half done it is heeded at its end. What a person has paused, before
 * it or since, is that person's to resume.
 */
export function takeSuspension(journal: Journal, holding: Holding): void {
  let own: VerbRecord | undefined;
  const record = (verb: 'pause' | 'resume', input: VerbInput): VerbRecord => {
    const given = { verb, ...input, at: new Date().toISOString() };
    journal.record(given);
    return given;
  };
  const isOwn = () => own !== undefined && findLastPause(journal) === own;
  setHandler(suspendSignal, (input) => {
    if (holding.paused || CLOSED_STATES.includes(journal.state)) return;
    own = record('pause', input);
    holding.pause();
  });
  setHandler(openSignal, (input) => {
    if (!holding.paused) return;
    if (!isOwn() && patched('pause-of-a-person')) return;
    record('resume', input);
    holding.resume();
  });
}

function findLastPause(journal: Journal): VerbRecord | undefined {
  return journal.view().verbs.findLast(({ verb }) => verb === 'pause');
}

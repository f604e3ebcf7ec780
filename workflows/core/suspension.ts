import { defineSignal, setHandler } from '@temporalio/workflow';
import { CLOSED_STATES, type VerbInput } from '../../model/operation.ts';
import type { Holding } from './holding.ts';
import type { Journal } from './journal.ts';

/** Sent by the foreman of the cluster: a workflow cannot give another one a verb. */
export const suspendSignal = defineSignal<[VerbInput]>('suspended');
export const openSignal = defineSignal<[VerbInput]>('opened');

/** As pause and resume are; inside a span that must not be left half done it is heeded at its end. */
export function takeSuspension(journal: Journal, holding: Holding): void {
  const record = (verb: 'pause' | 'resume', input: VerbInput) =>
    journal.record({ verb, ...input, at: new Date().toISOString() });
  setHandler(suspendSignal, (input) => {
    if (holding.paused || CLOSED_STATES.includes(journal.state)) return;
    record('pause', input);
    holding.pause();
  });
  setHandler(openSignal, (input) => {
    if (!holding.paused) return;
    record('resume', input);
    holding.resume();
  });
}

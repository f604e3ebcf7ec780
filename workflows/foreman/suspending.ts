import type { Suspension } from '../../model/foreman.ts';
import type { VerbInput } from '../../model/operation.ts';
import { openSignal, suspendSignal } from '../core/suspension.ts';
import type { Crew } from './crew.ts';
import type { Desk } from './desk.ts';

export function suspend(desk: Desk, crew: Crew, suspension: Suspension): void {
  const paused = suspension.running === 'pause' ? desk.state.running.map(({ id }) => id) : [];
  desk.suspend(suspension, paused);
  crew.tell(paused, suspendSignal, sayWhy(suspension));
}

/** It was suspended while it began: the word that was sent then found nobody. */
export function holdLate(desk: Desk, crew: Crew, id: string): void {
  if (desk.suspension !== undefined && desk.findRunning(id)?.held)
    crew.tell([id], suspendSignal, sayWhy(desk.suspension));
}

export function open(desk: Desk, crew: Crew, input: VerbInput): void {
  if (desk.suspension !== undefined) crew.tell(desk.open(), openSignal, input);
}

/** It opens by itself; whoever comes first after that finds it open, timer or submit. */
export function openWhenOver(desk: Desk, crew: Crew): void {
  if (desk.suspension !== undefined && Date.now() >= Date.parse(desk.suspension.until))
    open(desk, crew, { by: 'the foreman', why: 'the suspension is over' });
}

function sayWhy({ by, reason, until }: Suspension): VerbInput {
  return { by, why: `suspended until ${until}: ${reason}` };
}

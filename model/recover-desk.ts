import { makeEntry } from './admission.ts';
import type { Admission, DeskState, LeaveInput, QueuedWork, RunningWork, Submission, Suspension } from './foreman.ts';
import type { OperationRequest } from './operation.ts';

/** What the history of a foreman says that matters to the next one; `at` in ISO time. */
export type DeskFact =
  | { readonly kind: 'began'; readonly state: DeskState }
  | { readonly kind: 'answered'; readonly submission: Submission; readonly admission: Admission; readonly at: string }
  | { readonly kind: 'started'; readonly request: OperationRequest; readonly at: string }
  /** The server has it, or had it before. */
  | { readonly kind: 'begun'; readonly id: string }
  | { readonly kind: 'closed'; readonly id: string }
  | { readonly kind: 'left'; readonly input: LeaveInput }
  | { readonly kind: 'suspended'; readonly suspension: Suspension }
  | { readonly kind: 'opened' };

/**
 * The desk as a foreman left it that was ended from outside. Whoever is told "running" here may have ended since: each is
 * asked for before anything is admitted.
 */
export function recoverDesk(facts: readonly DeskFact[]): DeskState {
  const running = new Map<string, RunningWork>();
  const queue = new Map<string, QueuedWork>();
  let suspension: Suspension | undefined;
  for (const fact of facts) {
    switch (fact.kind) {
      case 'began':
        for (const work of fact.state.running) running.set(work.id, work);
        for (const work of fact.state.queue) queue.set(work.id, work);
        suspension = fact.state.suspension ?? suspension;
        break;
      case 'answered': {
        const { request } = fact.submission;
        if (fact.admission.kind === 'queued' && !running.has(request.id) && !queue.has(request.id))
          queue.set(request.id, { ...makeEntry(request, fact.at), request });
        break;
      }
      case 'started':
        queue.delete(fact.request.id);
        running.set(fact.request.id, makeEntry(fact.request, fact.at));
        break;
      case 'begun':
        break;
      case 'closed':
        running.delete(fact.id);
        break;
      case 'left':
        queue.delete(fact.input.id);
        break;
      case 'suspended':
        suspension = fact.suspension;
        for (const [id, work] of running) if (suspension.running === 'pause') running.set(id, { ...work, held: true });
        break;
      case 'opened':
        suspension = undefined;
        for (const [id, { held: _, ...work }] of running) running.set(id, work);
        break;
    }
  }
  return {
    running: [...running.values()],
    queue: [...queue.values()],
    ...(suspension !== undefined && { suspension }),
  };
}

/** Asked to begin, and not seen to: when the server has none of that name either, it is still to be done. */
export function listUnconfirmed(facts: readonly DeskFact[]): readonly QueuedWork[] {
  const asked = new Map<string, QueuedWork>();
  for (const fact of facts) {
    if (fact.kind === 'started')
      asked.set(fact.request.id, { ...makeEntry(fact.request, fact.at), request: fact.request });
    else if (fact.kind === 'begun' || fact.kind === 'closed') asked.delete(fact.id);
  }
  return [...asked.values()];
}

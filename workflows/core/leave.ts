import { CancellationScope, patched } from '@temporalio/workflow';
import { suggestChoices } from '../../model/suggest-verb.ts';
import type { Holding } from './holding.ts';
import type { Journal } from './journal.ts';
import type { Procedure, ProcedureInput } from './procedure.ts';
import type { UndoSteps } from './undo-steps.ts';
import { Abandoned, StepFailed } from './view-failure.ts';

/** What the end of an operation that is not done works with. */
export interface Ending {
  readonly procedure: Procedure;
  readonly input: ProcedureInput;
  readonly journal: Journal;
  readonly holding: Holding;
  readonly undo: UndoSteps;
}

/** What a person chose for the time after: it is done before the operation ends, whatever was cancelled. */
export async function leave(ending: Ending): Promise<void> {
  const { procedure, input, journal, holding, undo } = ending;
  const { choice } = holding;
  if (choice !== undefined && procedure.leave !== undefined) {
    const { leave } = procedure;
    holding.reset();
    journal.set({ attention: undefined, unpausable: undefined, leaving: undefined });
    try {
      await CancellationScope.nonCancellable(() => leave(undo, input, choice));
    } catch (error) {
      if (!(error instanceof Abandoned)) throw error;
    }
  }
  journal.set({ leaving: undefined });
}

/**
 * A cancel from Temporal's side behind the point of no return: there is nothing that it could take back, and nobody has said what is
 * to be left. Where that has to be said it is asked, as of whoever abandons.
 */
export async function leaveCancelled(ending: Ending): Promise<void> {
  const { journal, holding } = ending;
  const { leaving, steps, request } = journal.view();
  if (leaving === undefined || !patched('cancel-asks')) return;
  journal.set({ unpausable: undefined });
  const failed = new StepFailed(steps.findLast(({ state }) => state !== 'pending')?.id ?? '', {
    code: 'VERB_REFUSED',
    kind: 'refused',
    message: 'It was cancelled in Temporal, where nothing can be taken back any more: it goes no further',
    hint: suggestChoices(request.id, leaving.choices),
  });
  try {
    await holding.forAttention(failed, { verbs: ['abandon'] });
  } catch (error) {
    if (!(error instanceof Abandoned)) throw error;
  }
  await leave(ending);
}

import type { KnobHolder } from '../../../model/starrocks/knobs/knob-note.ts';
import { activityOwner, activityWorkflow, hasEnded } from '../../context.ts';

/** The operation that this activity is of, as it stands in the notes. */
export function thisHolder(): KnobHolder {
  const workflow = activityWorkflow();
  return { operation: activityOwner(), ...(workflow !== '' && { workflow }) };
}

/**
 * Whether it goes on, as the Temporal of this worker says. One of another installation is not known there, and one of before
 * workflows were written down cannot be asked for: what those hold is put back as it always was.
 */
export async function goesOn({ operation, workflow }: KnobHolder): Promise<boolean> {
  if (workflow === undefined) return false;
  return !(await hasEnded({ operation: nameOf(workflow), workflow, run: operation }));
}

/** Id of the request: `op/<cluster>/<id>`. */
export function nameOf(workflow: string): string {
  return workflow.split('/').at(-1) ?? workflow;
}

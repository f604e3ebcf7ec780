import { MusterError } from '../model/error.ts';
import { type Admission, type IfBusy, operationWorkflowId, type Submission, SUBMIT_UPDATE } from '../model/foreman.ts';
import type { OperationRequest } from '../model/operation.ts';
import { askForeman } from './ask-foreman.ts';
import type { Link } from './connect.ts';
import { describe, describeKnown } from './describe.ts';
import { refuseBusy } from './refuse-busy.ts';

export interface Submitted {
  readonly workflowId: string;
  readonly runId: string;
}

export type Admitted = ({ readonly kind: 'running' } & Submitted) | Extract<Admission, { readonly kind: 'queued' }>;

/** Asks the foreman of the cluster, who is started for it where there is none. What it refuses is thrown. */
export async function admit(link: Link, request: OperationRequest, ifBusy: IfBusy): Promise<Admitted> {
  const submission: Submission = { request, ifBusy };
  const admission = await askForeman<Admission>(
    link,
    request.cluster.name,
    SUBMIT_UPDATE,
    submission,
    `${request.id}/${ifBusy}`,
  );
  switch (admission.kind) {
    case 'queued':
      return admission;
    case 'refused':
      throw await refuseBusy(link, request, admission);
    case 'running': {
      const { workflowId } = admission;
      // A submit that came again: what became of the first one is under the same name.
      const runId = admission.runId ?? (await describe(link, workflowId)).runId;
      return { kind: 'running', workflowId, runId };
    }
  }
}

/** By its name, when the answer to its submit was lost. `undefined` when there is none, which a moment later may be otherwise. */
export async function findAdmitted(link: Link, request: OperationRequest): Promise<Submitted | undefined> {
  const found = await describeKnown(link, operationWorkflowId(request.cluster.name, request.id));
  return found === undefined ? undefined : { workflowId: found.workflowId, runId: found.runId };
}

/** For who does not want to wait in the queue, and has not asked to. */
export function requireRunning(admitted: Admitted): Submitted {
  if (admitted.kind === 'running') return nameRun(admitted);
  throw new MusterError('INTERNAL', 'The submit was queued though it was to be refused');
}

export function nameRun({ workflowId, runId }: Submitted): Submitted {
  return { workflowId, runId };
}

import type { WorkflowExecutionDescription } from '@temporalio/client';
import { MusterError } from '../model/error.ts';
import { type Admission, type IfBusy, operationWorkflowId, type Submission, SUBMIT_UPDATE } from '../model/foreman.ts';
import type { OperationRequest } from '../model/operation.ts';
import { askForeman } from './ask-foreman.ts';
import type { Link } from './connect.ts';
import { refuseBusy } from './refuse-busy.ts';
import { isNotFound } from './temporal-errors.ts';

const LOOK_LIMIT_MS = 3_000;

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

export async function describe({ client }: Link, workflowId: string): Promise<WorkflowExecutionDescription> {
  return await client.withDeadline(Date.now() + LOOK_LIMIT_MS, () => client.workflow.getHandle(workflowId).describe());
}

/** By its name, when the answer to its submit was lost. `undefined` when there is none, which a moment later may be otherwise. */
export async function findAdmitted(link: Link, request: OperationRequest): Promise<Submitted | undefined> {
  try {
    const { workflowId, runId } = await describe(link, operationWorkflowId(request.cluster.name, request.id));
    return { workflowId, runId };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** For who does not want to wait in the queue, and has not asked to. */
export function requireRunning(admitted: Admitted): Submitted {
  if (admitted.kind === 'running') return admitted;
  throw new MusterError('INTERNAL', 'The submit was queued though it was to be refused');
}

import { WorkflowFailedError } from '@temporalio/client';
import { ActivityFailure, ApplicationFailure } from '@temporalio/common';
import { ERROR_CODES, MusterError } from '../model/error.ts';
import {
  LOOK_WORKFLOW,
  type LookKind,
  type LookRequest,
  type LookResult,
  type Looks,
  lookWorkflowId,
} from '../model/look.ts';
import type { FailureView } from '../model/step.ts';
import { cleanDeep } from '../model/clean-text.ts';
import type { Link } from './connect.ts';
import { requireWorker } from './require-worker.ts';
import { isOutage, temporalDown } from './temporal-errors.ts';

/** Two tries of a minute, and some time to be taken up. */
const LIMIT_MS = 150_000;
/** The server ends a look that takes too long, and says so: that is no outage. */
const SERVER_SAYS_MS = 10_000;

/** One reading by a worker, for what cannot be reached from here. */
export async function lookViaWorker<Kind extends LookKind, Input extends Looks[Kind]['input']>(
  link: Link,
  cluster: string,
  kind: Kind,
  input: Input,
  limitMs = LIMIT_MS,
): Promise<LookResult<Kind, Input['engine']>> {
  await requireWorker(link, 'nothing was read');
  const request = { kind, input } as LookRequest;
  try {
    const result = await link.client.withDeadline(Date.now() + limitMs + SERVER_SAYS_MS, () =>
      link.client.workflow.execute(LOOK_WORKFLOW, {
        workflowId: lookWorkflowId(cluster, crypto.randomUUID()),
        taskQueue: link.taskQueue,
        args: [request],
        workflowExecutionTimeout: limitMs,
        staticSummary: `look at ${cluster}: ${kind}`,
      }),
    );
    return cleanDeep(result as LookResult<Kind, Input['engine']>);
  } catch (error) {
    if (error instanceof WorkflowFailedError) throw explain(error, link);
    if (isOutage(error)) throw temporalDown(link, 'nothing was read', error);
    throw error;
  }
}

/** The worker has classified it; nothing of that is lost on the way. */
function explain({ cause }: WorkflowFailedError, { address }: Link): MusterError {
  const failure = cause instanceof ActivityFailure ? cause.cause : undefined;
  const view = failure instanceof ApplicationFailure ? (failure.details?.[0] as FailureView | undefined) : undefined;
  if (view !== undefined && view.code in ERROR_CODES) {
    const { code, kind, message, hint } = view;
    return new MusterError(code, message, { kind, details: ['as seen from the worker'], ...(hint && { hint }) });
  }
  return new MusterError(
    'NO_WORKER',
    `The worker at ${address} did not finish the look: ${cause?.message ?? 'unknown'}`,
    {
      kind: 'transient',
      hint: 'repeat it; a worker of an older version does not know how to look: muster down && muster up',
      cause,
    },
  );
}

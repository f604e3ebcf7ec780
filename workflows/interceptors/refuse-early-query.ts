import type { ActivateInput, WorkflowInterceptors } from '@temporalio/workflow';

type Activation = ActivateInput['activation'];

/** Of a query that comes alone, without a workflow task (LEGACY_QUERY_ID in the core of SDK 1.24). */
const ALONE = 'legacy_query';
export const EARLY = 'The query came before the workflow task that its events belong to; asked again, it is answered';

/**
 * Keeps what a worker holds of a workflow from parting with its history, after which it would stand still for good.
 *
 * A query that comes alone to a worker that does not hold the workflow brings the whole history, also what has happened since the
 * last workflow task. SDK 1.24 hands that to the workflow at once, and holds the workflow as it then is. The workflow task that
 * comes next brings the updates and signals: they are handled behind it, but a replay handles them before it, and the commands
 * come in another order ("UpdateMachine in state AcceptCommandCreated says the transition is invalid"). It takes a query on its way
 * while a worker is killed. Here that query fails, and with it the worker lets go of the workflow.
 */
export function refuseEarlyQueries(): (activation: Activation) => void {
  let last: Activation | undefined;
  let early = false;
  return (activation) => {
    if (isQuery(activation)) {
      if (early && activation.jobs?.some(({ queryWorkflow }) => queryWorkflow?.queryId === ALONE))
        throw new Error(EARLY);
      return;
    }
    // More events, and no task that began behind them.
    if (last !== undefined && lengthOf(activation) > lengthOf(last)) early = taskOf(activation) === taskOf(last);
    last = activation;
  };
}

/** The name that the SDK looks for. */
export const interceptors = (): WorkflowInterceptors => {
  const refuse = refuseEarlyQueries();
  return {
    internals: [
      {
        activate(input, next) {
          refuse(input.activation);
          next(input);
        },
      },
    ],
  };
};

function isQuery({ jobs }: Activation): boolean {
  return jobs?.some(({ queryWorkflow }) => Boolean(queryWorkflow)) ?? false;
}

function lengthOf({ historyLength }: Activation): number {
  return historyLength ?? 0;
}

/** Time and size are those that the start of the last task says: the size grows with each, where a clock may go back. */
function taskOf({ timestamp, historySizeBytes }: Activation): string {
  // What has come from another thread is a Long no more.
  return JSON.stringify([timestamp, historySizeBytes]);
}

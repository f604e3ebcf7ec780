import type { Client } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import type { Payload } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import {
  type Admission,
  type ForemanStart,
  LEAVE_UPDATE,
  type LeaveInput,
  type Submission,
  SUBMIT_UPDATE,
  SUSPEND_UPDATE,
  type Suspension,
  UNSUSPEND_UPDATE,
  type DeskState,
} from '../../model/foreman.ts';
import type { DeskFact } from '../../model/recover-desk.ts';
import type { OperationRequest } from '../../model/operation.ts';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
type Payloads = { readonly payloads?: unknown } | null | undefined;

/** What one run of a foreman has to tell the next. */
export async function readDeskFacts(client: Client, workflowId: string, runId: string): Promise<readonly DeskFact[]> {
  const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const reader = new DeskReader(client);
  const facts: DeskFact[] = [];
  for (const event of events ?? []) {
    const fact = await reader.read(event);
    if (fact !== undefined) facts.push(fact);
  }
  return facts;
}

/** What a workflow was started with. */
export async function readFirstInput<Input>(client: Client, workflowId: string, runId: string): Promise<Input> {
  const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const started = events?.[0]?.workflowExecutionStartedEventAttributes;
  return (await decodeFirst(client, started?.input)) as Input;
}

async function decodeFirst(client: Client, from: Payloads): Promise<unknown> {
  const payloads = (from?.payloads ?? []) as Payload[];
  return (await decodeArrayFromPayloads(client.options.loadedDataConverter, payloads))[0];
}

/** `op/<cluster>/<id>` */
function nameOf(workflowId: string | null | undefined): string {
  return workflowId?.split('/').at(-1) ?? '';
}

/** An event often says only in what it answers to another one. */
class DeskReader {
  readonly #client: Client;
  readonly #updates = new Map<string, { readonly name: string; readonly input: unknown }>();
  readonly #activities = new Map<string, string>();

  constructor(client: Client) {
    this.#client = client;
  }

  async read(event: HistoryEvent): Promise<DeskFact | undefined> {
    const {
      workflowExecutionStartedEventAttributes: began,
      workflowExecutionUpdateAcceptedEventAttributes: accepted,
      workflowExecutionUpdateCompletedEventAttributes: completed,
      startChildWorkflowExecutionInitiatedEventAttributes: child,
      childWorkflowExecutionStartedEventAttributes: begun,
      startChildWorkflowExecutionFailedEventAttributes: known,
      activityTaskScheduledEventAttributes: scheduled,
      activityTaskCompletedEventAttributes: ended,
    } = event;
    const at = (optionalTsToDate(event.eventTime as never) ?? new Date(0)).toISOString();
    if (began) {
      const { state } = (await decodeFirst(this.#client, began.input)) as ForemanStart;
      return state === undefined ? undefined : { kind: 'began', state };
    }
    if (accepted) {
      const { acceptedRequest: request, protocolInstanceId } = accepted;
      const id = request?.meta?.updateId ?? protocolInstanceId ?? '';
      const input = await decodeFirst(this.#client, request?.input?.args);
      this.#updates.set(id, { name: request?.input?.name ?? '', input });
      return undefined;
    }
    if (completed?.outcome?.success) {
      const update = this.#updates.get(completed.meta?.updateId ?? '');
      return update === undefined ? undefined : await this.#readUpdate(update, completed.outcome.success, at);
    }
    if (child) {
      const request = (await decodeFirst(this.#client, child.input)) as OperationRequest;
      return { kind: 'started', request, at };
    }
    if (begun) return { kind: 'begun', id: nameOf(begun.workflowExecution?.workflowId) };
    // The one reason there is: it has begun before.
    if (known) return { kind: 'begun', id: nameOf(known.workflowId) };
    if (scheduled) {
      this.#activities.set(String(event.eventId), scheduled.activityId ?? '');
      return undefined;
    }
    if (ended) {
      const name = this.#activities.get(String(ended.scheduledEventId)) ?? '';
      if (name === 'recover')
        return { kind: 'began', state: (await decodeFirst(this.#client, ended.result)) as DeskState };
      return name.startsWith('closed/') ? { kind: 'closed', id: name.slice('closed/'.length) } : undefined;
    }
    return undefined;
  }

  async #readUpdate(
    { name, input }: { readonly name: string; readonly input: unknown },
    answer: Payloads,
    at: string,
  ): Promise<DeskFact | undefined> {
    switch (name) {
      case SUBMIT_UPDATE: {
        const admission = (await decodeFirst(this.#client, answer)) as Admission;
        return { kind: 'answered', submission: input as Submission, admission, at };
      }
      case LEAVE_UPDATE:
        return { kind: 'left', input: input as LeaveInput };
      case SUSPEND_UPDATE:
        return { kind: 'suspended', suspension: input as Suspension };
      case UNSUSPEND_UPDATE:
        return { kind: 'opened' };
      default:
        return undefined;
    }
  }
}

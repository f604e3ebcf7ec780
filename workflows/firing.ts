import { defineSearchAttributeKey } from '@temporalio/common';
import { proxyActivities, upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { submit as submitActivity } from '../activities/foreman/submit.ts';
import type { Admission, Submission } from '../model/foreman.ts';
import { type OperationRequest, SEARCH_ATTRIBUTES } from '../model/operation.ts';
import { deriveRequestId } from '../model/request-id.ts';
import { describeFailure, judgeAdmission } from '../model/schedule/judge-admission.ts';
import { firedBy, type FiringInput, type FiringOutcome, SUBMIT_ACTIVITY } from '../model/schedule/schedule.ts';
import { viewFailure } from './core/view-failure.ts';

const STATE = defineSearchAttributeKey(SEARCH_ATTRIBUTES.state, 'KEYWORD');
/** Set by the server on what a schedule starts. */
const DUE = defineSearchAttributeKey('TemporalScheduledStartTime', 'DATETIME');

type Submit = typeof submitActivity;
type From = Parameters<Submit>[1];

/**
 * One firing of a schedule. It asks for the operation as a person would, and ends with what became of that; the
 * operation goes on without it.
 */
export async function firing(input: FiringInput): Promise<FiringOutcome> {
  const { workflowId, startTime, typedSearchAttributes } = workflowInfo();
  const due = (typedSearchAttributes.get(DUE) ?? startTime).getTime();
  const outcome: FiringOutcome = {
    due: new Date(due).toISOString(),
    operation: deriveRequestId(workflowId),
    ...(await submitInTime(input, due, deriveRequestId(workflowId))),
  };
  upsertMemo({ outcome });
  upsertSearchAttributes([{ key: STATE, value: outcome.kind }]);
  return outcome;
}

type Submitted = Pick<FiringOutcome, 'kind' | 'why' | 'code' | 'hint'>;

async function submitInTime({ schedule, request, trigger }: FiringInput, due: number, id: string): Promise<Submitted> {
  const { ifBusy, catchUpMs } = schedule;
  const left = due + catchUpMs - Date.now();
  // The server starts it in time; without a worker it stands there, for hours.
  if (left <= 0) return { kind: 'missed', why: 'no worker took it up in time' };
  const notAfter = new Date(due + catchUpMs).toISOString();
  const asked: OperationRequest = { ...request, id, by: firedBy(schedule, trigger), notAfter };
  try {
    const submission: Submission = { request: asked, ifBusy: ifBusy === 'queue' ? 'queue' : 'refuse' };
    const from = { schedule: schedule.name, madeAt: schedule.source.readAt };
    return judgeAdmission(await callSubmit(submission, from, left));
  } catch (error) {
    return { kind: 'failed', ...describeFailure(viewFailure(error)) };
  }
}

async function callSubmit(submission: Submission, from: From, left: number): Promise<Admission> {
  const proxy = proxyActivities<Record<string, Submit>>({
    startToCloseTimeout: '1m',
    heartbeatTimeout: '10s',
    // What could not be handed over by then is as late as what nobody took up.
    scheduleToCloseTimeout: left,
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '15s' },
    activityId: 'submit',
    summary: 'Ask the foreman of the cluster',
  });
  const submit = proxy[SUBMIT_ACTIVITY];
  if (submit === undefined) throw new TypeError(`no activity ${SUBMIT_ACTIVITY}`);
  return await submit(submission, from);
}

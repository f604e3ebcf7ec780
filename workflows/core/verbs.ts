import { ApplicationFailure, defineUpdate } from '@temporalio/workflow';
import {
  type AbandonInput,
  type OperationProgress,
  type StepVerbInput,
  TUNE_UPDATE,
  type TuneInput,
  type Verb,
  type VerbInput,
  WINDOW_UPDATE,
  type WindowInput,
} from '../../model/operation.ts';
import { suggestChoices } from '../../model/suggest-verb.ts';
import { judgeWindows } from '../../model/windows/judge-windows.ts';
import { CLOSED_STATES } from '../../model/operation.ts';
import { RELEASE_STEP } from '../../model/lease/lease-steps.ts';
import type { FailureView } from '../../model/step.ts';

export const pauseUpdate = defineUpdate<OperationProgress, [VerbInput]>('pause' satisfies Verb);
export const resumeUpdate = defineUpdate<OperationProgress, [VerbInput]>('resume' satisfies Verb);
export const retryUpdate = defineUpdate<OperationProgress, [StepVerbInput]>('retry' satisfies Verb);
export const skipUpdate = defineUpdate<OperationProgress, [StepVerbInput]>('skip' satisfies Verb);
export const undoUpdate = defineUpdate<OperationProgress, [VerbInput]>('undo' satisfies Verb);
export const abandonUpdate = defineUpdate<OperationProgress, [AbandonInput]>('abandon' satisfies Verb);
export const tuneUpdate = defineUpdate<OperationProgress, [TuneInput]>(TUNE_UPDATE);

export const windowUpdate = defineUpdate<OperationProgress, [WindowInput]>(WINDOW_UPDATE);

/** Whether the operation can take the verb now: `undefined`, or why not and what can be done instead. */
export function refuseVerb(
  verb: Verb,
  progress: OperationProgress,
  paused: boolean,
): { message: string; hint?: string } | undefined {
  const { state, attention, request, unpausable, noReturn } = progress;
  if (CLOSED_STATES.includes(state)) return { message: `The operation has ended (${state})` };
  if (request.mode === 'plan') return { message: 'A plan changes nothing; there is nothing to hold or take back' };
  if (progress.steps.some((step) => step.id === RELEASE_STEP.id && step.state === 'running'))
    return { message: 'The operation is over; only its lease is taken away' };
  const undoing = progress.steps.some((step) => step.undo) || state === 'undoing';
  switch (verb) {
    case 'pause':
      if (undoing) return { message: 'The undo is under way and is not paused half-way' };
      if (unpausable !== undefined)
        return { message: `Not now: ${unpausable}`, hint: 'try again when the step is done, or undo' };
      return undefined;
    case 'resume':
      return paused ? undefined : { message: 'The operation is not paused' };
    case 'retry':
      return attention?.verbs.includes('retry') ? undefined : { message: 'No step of the operation waits for a retry' };
    case 'skip':
      if (attention === undefined) return { message: 'No step of the operation waits for an answer' };
      return attention.verbs.includes('skip')
        ? undefined
        : {
            message: `The step ${describeStep(progress, attention.step)} cannot be skipped: what comes after it stands on it`,
          };
    case 'undo':
      if (undoing) return { message: 'The undo is already under way' };
      return noReturn === undefined
        ? undefined
        : { message: `There is no way back: ${noReturn.why}`, hint: noReturn.instead };
    case 'abandon':
      if (unpausable !== undefined)
        return { message: `Not now: ${unpausable}`, hint: 'try again when the step is done' };
      return undoing && attention === undefined
        ? { message: 'The undo is under way; it can be left where it is when a step of it needs attention' }
        : undefined;
  }
}

/** Whoever gave the verb looked at another step than the one that holds by now. */
export function refuseStep(progress: OperationProgress, { step }: StepVerbInput) {
  const { attention, request } = progress;
  if (step === undefined || attention === undefined || attention.step === step) return undefined;
  return {
    message: `The step ${describeStep(progress, step)} does not wait: the operation holds at ${describeStep(progress, attention.step)}`,
    hint: `muster ops show ${request.id}`,
  };
}

/** The question has to be answered by whoever leaves, and only with one of its answers. */
export function refuseChoice({ leaving, request }: OperationProgress, { choice }: AbandonInput) {
  if (leaving === undefined) return choice === undefined ? undefined : { message: 'There is nothing to choose here' };
  if (leaving.choices.some(({ name }) => name === choice)) return undefined;
  return {
    message: leaving.asks,
    hint: suggestChoices(request.id, leaving.choices),
  };
}

export function refuseTune(progress: OperationProgress, paused: boolean, { knob }: TuneInput) {
  const { state, tunable, attention, request } = progress;
  if (CLOSED_STATES.includes(state)) return { message: `The operation has ended (${state})` };
  if (tunable === undefined)
    return { message: 'Nothing can be tuned now: the operation does not wait for data to move' };
  if (attention !== undefined)
    return { message: 'A step of the operation needs attention first', hint: `muster ops show ${request.id}` };
  if (paused)
    return { message: 'The operation is paused and changes nothing', hint: `muster ops resume ${request.id}` };
  if (!tunable.includes(knob)) return { message: `${knob} cannot be tuned here; ${tunable.join(', ')} can` };
  return undefined;
}

/** Rules that could not be kept are refused here too: the client need not be ours. */
export function refuseWindow(progress: OperationProgress, { windows: rules, now, why = '' }: WindowInput) {
  const { state, request, windows } = progress;
  if (CLOSED_STATES.includes(state)) return { message: `The operation has ended (${state})` };
  if (request.mode === 'plan') return { message: 'A plan changes nothing; there is nothing that a window could hold' };
  if (state === 'undoing' || progress.steps.some(({ undo }) => undo))
    return { message: 'The undo is under way, and waits for no window' };
  if (rules !== undefined) {
    if (rules.spans.length === 0) return { message: 'No window is given' };
    const [problem] = judgeWindows(rules);
    return problem === undefined ? undefined : { message: problem.message };
  }
  if (now !== true) return { message: 'Neither a window nor a reason to keep none is given' };
  if (windows === undefined) return { message: 'The operation keeps no window: nothing is held' };
  const { overridden } = windows;
  if (overridden !== undefined)
    return { message: `Its windows are open already: ${overridden.by} said so, because ${overridden.why}` };
  if (why.trim() === '')
    return {
      message: 'It is not said why the windows are not kept',
      hint: `muster window open ${request.id} --reason '…'`,
    };
  return undefined;
}

function describeStep({ steps }: OperationProgress, id: string): string {
  const step = steps.find((candidate) => candidate.id === id);
  if (step === undefined) return id;
  return `"${step.title}"${step.node === undefined ? '' : ` of ${step.node}`}`;
}

/** A refusal reaches the client with its code and hint. A validator must be synchronous: the SDK ignores what a promise brings. */
export function throwRefusal(refusal: { message: string; hint?: string } | undefined): void {
  if (refusal === undefined) return;
  const view: FailureView = { code: 'VERB_REFUSED', kind: 'refused', ...refusal };
  throw ApplicationFailure.create({ message: view.message, type: view.code, nonRetryable: true, details: [view] });
}

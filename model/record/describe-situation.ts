import { FAILURE_MEANINGS } from '../error.ts';
import { formatTime } from '../format-time.ts';
import { describeChoice, type OperationProgress, type OperationState, type Verb } from '../operation.ts';
import { suggestVerb } from '../suggest-verb.ts';
import { isTakenBack } from './describe-remaining.ts';
import type { PageReader } from './read-times.ts';
import { hasEnded, type OperationRecord } from './record.ts';

const SENTENCES: Readonly<Record<OperationState, string>> = {
  running: 'It was at work.',
  waiting: 'It waited for a window to begin its next step.',
  paused: 'It was paused: it begins nothing until it is resumed.',
  'needs attention': 'It holds, and needs a person.',
  undoing: 'What it had done was being taken back.',
  done: 'It is done.',
  planned: 'It was a plan; nothing was changed.',
  refused: 'A check refused it; nothing was changed.',
  undone: 'What it had done was taken back.',
  abandoned: 'It was abandoned: what is done stays, what remains is not done by anybody.',
  failed: 'It was ended from outside or by a defect: what is done stays, what remains is not done by anybody.',
};

/** What holds now, and what must not be done. */
export function describeSituation(record: OperationRecord, reader: PageReader): readonly string[] {
  const { progress } = record;
  return [
    sayState(progress),
    ...describeFailure(progress, reader),
    ...describeWindow(progress, reader),
    ...describeGoingOn(record),
    ...describeLimits(progress),
    ...describeHeld(progress),
  ];
}

function sayState({ state, failure }: OperationProgress): string {
  // Its own refusal to begin is no defect.
  return state === 'failed' && failure?.kind === 'refused' ? 'It ended without having begun.' : SENTENCES[state];
}

function describeFailure({ attention, failure, steps }: OperationProgress, { zone }: PageReader): readonly string[] {
  if (attention !== undefined) {
    const step = steps.find(({ id }) => id === attention.step);
    return [
      `Since ${formatTime(attention.since, zone)}, at: ${[step?.node, step?.title ?? attention.step].filter(Boolean).join('  ')}`,
      `  failed   ${attention.failure.message} (${attention.failure.code})`,
      `  outcome  ${FAILURE_MEANINGS[attention.failure.kind]}`,
      ...listHint(attention.failure.hint),
    ];
  }
  if (failure === undefined) return [];
  return [`  why      ${failure.message} (${failure.code})`, ...listHint(failure.hint)];
}

function listHint(hint: string | undefined): readonly string[] {
  return hint === undefined ? [] : hint.split('\n').map((line) => `  next     ${line}`);
}

/** For which step, and when that is. */
function describeWindow({ window }: OperationProgress, { zone }: PageReader): readonly string[] {
  if (window === undefined) return [];
  const { node, title, span, opensAt } = window;
  const opens = opensAt === null ? 'no window opens within a month' : `${span} opens ${formatTime(opensAt, zone)}`;
  return [`  for      ${[node, title].filter(Boolean).join('  ')}`, `  window   ${opens}`];
}

/** It is durable: whoever works beside it has to know that it comes back. */
function describeGoingOn(record: OperationRecord): readonly string[] {
  const { progress } = record;
  if (hasEnded(record) || progress.request.mode === 'plan') return [];
  const { state, attention, noReturn, unpausable } = progress;
  const say = (verb: Verb) => `  ${suggestVerb(verb, progress)} --why '…'`;
  if (state === 'paused' || attention !== undefined) {
    const verbs: readonly Verb[] = attention?.verbs ?? [
      'resume',
      ...(noReturn === undefined ? (['undo'] as const) : []),
      'abandon',
    ];
    return [
      '',
      'It is not over: it waits for one of these, which need Temporal and a worker (muster up):',
      ...verbs.map(say),
    ];
  }
  const goesOn = [
    '',
    'It is not over. When Temporal and a worker run again (muster up) it goes on from here by itself.',
  ];
  const looks = 'Each of its steps looks before it acts, so what was done by hand meanwhile is found done.';
  // An undo under way, and what must not be left so, take no abandon.
  return isTakenBack(progress) || unpausable !== undefined
    ? [...goesOn, looks]
    : [...goesOn, `${looks} To have it do nothing more:`, say('abandon')];
}

/** What must not be done, or not be left so. */
function describeLimits({ noReturn, unpausable, leaving }: OperationProgress): readonly string[] {
  const lines = [
    ...(noReturn === undefined ? [] : [`There is no way back any more: ${noReturn.why}; instead: ${noReturn.instead}`]),
    ...(unpausable === undefined ? [] : [`Do not leave it as it is: ${unpausable}`]),
    ...(leaving === undefined
      ? []
      : [
          `${leaving.asks}. An abandon has to say which, by --choose:`,
          ...leaving.choices.map((choice) => `  ${describeChoice(choice)}`),
        ]),
  ];
  return lines.length === 0 ? [] : ['', ...lines];
}

/** Switches of the product that are not as they were. */
function describeHeld({ held = [] }: OperationProgress): readonly string[] {
  if (held.length === 0) return [];
  return ['', 'Set for the time of the operation, to be put back at its end:'].concat(
    held.map(({ knob, ours, original }) => `  ${knob} = ${ours}; it was ${original}`),
  );
}

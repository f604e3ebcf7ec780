import { FAILURE_MEANINGS } from '../../model/error.ts';
import type { OperationProgress, StepProgress, Verb } from '../../model/operation.ts';
import { suggestVerb } from '../../model/suggest-verb.ts';
import { wrapHint } from './error.ts';
import { listFacts } from './facts.ts';
import { indent, table } from './layout.ts';
import { titleOf } from './step.ts';
import { elapsed, formatClock, formatDuration } from './time.ts';
import { suggestedCommand, type View } from './view.ts';

const VERB_MEANINGS: Readonly<Record<Verb, string>> = {
  pause: 'begin nothing new',
  resume: 'go on',
  retry: 'try the step again',
  skip: 'go on without the step',
  undo: 'take back what was done, and end',
  abandon: 'end here, leave everything as it is',
};

/** What failed, why, and which commands fit. Empty when nothing needs a person. `inFull`: the rest is on the screen already. */
export function showAttention(progress: OperationProgress, view: View, inFull = false): readonly string[] {
  const { attention, steps, request } = progress;
  if (attention === undefined) return [];
  const { style, now, zone, width } = view;
  const { failure, since, verbs, skippable, step: id } = attention;
  const step = steps.find((candidate) => candidate.id === id);
  const subject = step === undefined ? id : [step.node, titleOf(step)].filter(Boolean).join('  ');
  const facts: (readonly [string, string])[] = [
    ['failed', `${failure.message} (${failure.code})`],
    ['outcome', rescueOf(step, steps) ?? FAILURE_MEANINGS[failure.kind]],
  ];
  const onSkip = skippable === undefined ? [] : listFacts([['on skip', skippable]], width - 2, view);
  const commands = verbs.map((verb) => [
    `${suggestVerb(verb, progress)} --why '…'`,
    style.dim(`# ${VERB_MEANINGS[verb]}`),
  ]);
  const showMore = [`muster ops show ${request.id}`, style.dim('# what was done so far')];
  return [
    `${style.red('!')} ${style.bold('needs attention')} since ${formatClock(since, zone)} (${formatDuration(elapsed(since, undefined, now))}); the operation holds`,
    '',
    ...indent(
      [style.bold(subject), ...listFacts(facts, width - 2, view), ...listHint(failure.hint, view), ...onSkip],
      2,
    ),
    '',
    ...indent(table([...commands, ...(inFull ? [] : [showMore])]), 2),
  ];
}

/** Beside the facts. A command is told where the file is, and stays in one piece. */
function listHint(hint: string | undefined, view: View): readonly string[] {
  if (hint === undefined) return [];
  return hint
    .split('\n')
    .flatMap((line) => wrapHint(suggestedCommand(line, view), view.width - 2 - HINT.length))
    .map((line, index) => `${index === 0 ? view.style.dim(HINT) : ' '.repeat(HINT.length)}${line}`);
}

const HINT = 'next     ';

/** A guard acts before the operation holds; then that is what is so, not what the failure alone would say. */
function rescueOf(failed: StepProgress | undefined, steps: readonly StepProgress[]): string | undefined {
  const rescue = steps.find(({ id }) => id === `${failed?.node}/rescue`);
  const isOfThisTry = (rescue?.endedAt ?? '') >= (failed?.endedAt ?? '');
  return rescue?.state === 'done' && isOfThisTry ? `done at once: ${titleOf(rescue)}` : undefined;
}

import { elapsed, formatDuration } from '../format-time.ts';
import type { OperationProgress, StepProgress } from '../operation.ts';
import { formatMoment, type PageReader } from './read-times.ts';
import { below, headStep, listEvidence, listFindings, listPlanned, listProgress } from './describe-step.ts';
import { isOver } from './is-over.ts';

/** Each step that is over, with its statements, commands and changed lines, and what was answered. */
export function describeDone({ steps, request }: OperationProgress, reader: PageReader): readonly string[] {
  const plan = request.mode === 'plan';
  const lines = steps.flatMap((step, index) => (isOver(step) ? describeStep(step, index + 1, reader, plan) : []));
  return lines.length === 0 ? ['Nothing was done.'] : lines;
}

function describeStep(step: StepProgress, number: number, reader: PageReader, plan: boolean): readonly string[] {
  const { evidence = [], findings = [], note, state } = step;
  const said = plan ? listPlanned(step) : evidence.flatMap((item) => listEvidence(item, reader));
  return [
    headStep(
      number,
      step,
      [state === 'skipped' ? 'not done' : undefined, timesOf(step, reader)].filter(Boolean).join(', '),
    ),
    ...below([
      ...listFindings(findings),
      ...said,
      ...(note === undefined ? [] : [note]),
      ...listProgress(step, reader),
    ]),
  ];
}

function timesOf({ startedAt, endedAt }: StepProgress, reader: PageReader): string | undefined {
  if (startedAt === undefined) return undefined;
  const took = endedAt === undefined ? '' : `, ${formatDuration(elapsed(startedAt, endedAt, 0))}`;
  return `${formatMoment(startedAt, reader)}${took}`;
}

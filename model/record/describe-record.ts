import type { EarlierPlan } from './earlier-plan.ts';
import { describeCommand, describeRun } from '../describe-command.ts';
import { describeAsked, describeRequest } from '../describe-asked.ts';
import { elapsed, formatDuration, formatTime } from '../format-time.ts';
import type { OperationProgress } from '../operation.ts';
import { describeWindows } from '../windows/describe-windows.ts';
import type { KeptWindows } from '../windows/kept-windows.ts';
import { formatMoment, type PageReader, type RecordReader } from './read-times.ts';
import { describeDone } from './describe-done.ts';
import { describeRemaining } from './describe-remaining.ts';
import { describeSituation } from './describe-situation.ts';
import { describeWayBack } from './describe-way-back.ts';
import { hasEnded, type OperationRecord } from './record.ts';

/** The page of an operation for people, to be read with everything down and pasted into a ticket: no colours, no columns to keep. */
export function describeRecord(
  record: OperationRecord,
  { zone }: RecordReader,
  /** Made before it, of the same change: what it says of steps that were not planned again. @default there is none */
  plan?: EarlierPlan,
): readonly string[] {
  const { progress } = record;
  const reader: PageReader = { began: progress.startedAt, ...(zone !== undefined && { zone }) };
  return [
    `${describeRequest(progress.request)}: ${progress.state}`,
    '',
    ...describeFacts(record, reader),
    ...section('What is so', describeSituation(record, reader)),
    ...section(progress.request.mode === 'plan' ? 'What is planned' : 'What was done', describeDone(progress, reader)),
    ...section('What remains', describeRemaining(progress, reader, plan)),
    ...section('The way back', describeWayBack(record, reader)),
    ...section('Who said what', describeVerbs(progress, reader)),
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title.toUpperCase(), '', ...lines];
}

function describeFacts(record: OperationRecord, { zone }: PageReader): readonly string[] {
  const { workflowId, runId, asOf, progress } = record;
  const { request, startedAt, endedAt, beside = [], windows } = progress;
  const { accept = {}, checks, outage, confirm } = request;
  const facts: (readonly [string, string])[] = [
    ['operation', `${request.id} (${workflowId}, run ${runId})`],
    ['asked by', request.by],
    ['asked for', `muster ${request.mode === 'plan' ? `plan ${describeCommand(request)}` : describeRun(request)}`],
    ...(outage === undefined ? [] : ([['why outage', outage]] as const)),
    ...(request.now === undefined ? [] : ([['why now', request.now]] as const)),
    ...(windows === undefined ? [] : ([['windows', sayWindows(windows)]] as const)),
    ...Object.entries(accept).map(([gate, why]) => ['accepted', `${gate}, because ${why}`] as const),
    ...(checks === undefined || checks === 'enforce' ? [] : ([['checks', checks]] as const)),
    ...(confirm === undefined ? [] : ([['confirmed', [...new Set(confirm)].join('; ')]] as const)),
    ...(request.beside === undefined ? [] : ([['beside', `the drain of operation ${request.beside}`]] as const)),
    ['began', formatTime(startedAt, zone)],
    ...beside.map(
      ({ id, by, at, ...asked }) =>
        ['beside it', `began ${formatTime(at, zone)}: operation ${id} (${describeAsked(asked)}, by ${by})`] as const,
    ),
    hasEnded(record) && endedAt !== undefined
      ? ['ended', `${formatTime(endedAt, zone)}, after ${formatDuration(elapsed(startedAt, endedAt, 0))}`]
      : ['known to', `${formatTime(asOf, zone)}; it had not ended by then, and may have gone on since`],
  ];
  return facts.map(([name, text]) => `${name.padEnd(10)}  ${text}`);
}

function sayWindows(windows: KeptWindows): string {
  const { overridden } = windows;
  return overridden === undefined ? describeWindows(windows) : `not kept, because ${overridden.why} (${overridden.by})`;
}

/** Each verb with who, when and why. */
function describeVerbs({ verbs }: OperationProgress, reader: PageReader): readonly string[] {
  return verbs.map(
    ({ verb, what, by, why, at }) =>
      `${formatMoment(at, reader)}  ${verb}${what === undefined ? '' : ` ${what}`} by ${by}${why === undefined ? '' : `: ${why}`}`,
  );
}

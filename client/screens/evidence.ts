import { describeRequest } from '../../model/describe-asked.ts';
import type { OperationProgress } from '../../model/operation.ts';
import { describeWindows } from '../../model/windows/describe-windows.ts';
import type { FailureView, Finding } from '../../model/step.ts';
import type { RecordEntry } from '../build-record.ts';
import { listAction } from './action.ts';
import { indent, padEnd, widthOf, wrap } from './layout.ts';
import { showHeader } from './operation-header.ts';
import { showOutcome } from './outcome.ts';
import { formatClock, formatTime } from './time.ts';
import { describeOpening } from './windows.ts';
import type { View } from './view.ts';

/** `03:01:25  ` */
const MARGIN = 10;

/** All that happened, in the order of its time. Lines are broken at spaces, and nothing is cut. */
export function showEvidence(
  progress: OperationProgress,
  entries: readonly RecordEntry[],
  view: View,
): readonly string[] {
  let day = '';
  const lines = entries.flatMap((entry) => {
    const time = formatTime(entry.at, view.zone);
    const [date = '', , zone = ''] = time.split(' ');
    const heading = date === day ? [] : ['', view.style.bold(`${date} ${zone}`)];
    day = date;
    return [...heading, ...stamp(entry.at, listEntry(entry, { ...view, width: view.width - MARGIN }), view)];
  });
  const end = showOutcome(progress, view, true);
  return [...showHeader(progress, view), ...lines, ...(end.length === 0 ? [] : ['', ...end])];
}

function stamp(at: string, lines: readonly string[], { zone, style }: View): readonly string[] {
  const [first = '', ...rest] = lines;
  return [`${style.dim(formatClock(at, zone))}  ${first}`, ...indent(rest, MARGIN)];
}

function listEntry(entry: RecordEntry, view: View): readonly string[] {
  const { style, width } = view;
  switch (entry.kind) {
    case 'asked':
      return [
        `${style.bold('asked')} by ${entry.request.by}: ${describeRequest(entry.request)}`,
        ...indent(listAsked(entry, view), 2),
      ];
    case 'verb': {
      const { verb, what, by, why } = entry;
      const said = `${what === undefined ? '' : ` ${what}`} by ${by}${why === undefined ? '' : `: ${why}`}`;
      const [first = '', ...rest] = wrap(`${verb}${said}`, width);
      return [style.bold(verb) + first.slice(verb.length), ...indent(rest, 2)];
    }
    case 'checked':
      return [
        ...listHead('checked', entry, view),
        ...indent(
          entry.findings.flatMap((one) => listFinding(one, view)),
          2,
        ),
      ];
    case 'planned':
      return [
        ...listHead('planned', entry, view),
        ...indent(
          entry.actions.flatMap((action) => listAction(action, view, true)),
          2,
        ),
        ...indent(
          (entry.later ?? []).flatMap((line) => wrap(line, width - 2)),
          2,
        ),
      ];
    case 'done':
      return [
        ...listHead('did', entry, view),
        ...indent(
          entry.evidence.flatMap(({ action, answer, at }) => [
            ...listAction(action, view, true),
            ...(action.kind === 'nothing' ? [] : indent(listAnswer(answer, at, view), 2)),
          ]),
          2,
        ),
      ];
    case 'waited':
      return [
        ...listHead('waited', entry, view),
        ...indent(wrap(entry.note, width - 2), 2),
        ...indent(entry.stall === undefined ? [] : listStall(entry.stall, view), 2),
      ];
    case 'failed':
      return [...listHead('failed', entry, view), ...indent(listFailure(entry.failure, view), 2)];
    case 'window':
      return [
        ...listHead('window', entry, view),
        ...indent(
          wrap(describeOpening(entry.answer, entry.answer.timezone, { ...view, now: Date.parse(entry.at) }), width - 2),
          2,
        ),
      ];
    case 'stopped':
      return listHead('stopped', entry, view);
    case 'begun':
      return listHead('begun, not ended', entry, view);
    case 'ended':
      return [
        `${style.bold('ended')}: ${entry.state}`,
        ...indent(entry.failure === undefined ? [] : listFailure(entry.failure, view), 2),
      ];
  }
}

/** `did  fe-2/config  Write fe.conf`, and how often it was tried. */
function listHead(
  word: string,
  { step, title, tries }: Extract<RecordEntry, { readonly step: string }>,
  { style, width }: View,
): readonly string[] {
  const [first = '', ...rest] = wrap(`${word}  ${step}  ${title}`, width);
  const failure = tries?.failure === undefined ? '' : `; the one before ended with: ${tries.failure.message}`;
  const tried = tries === undefined ? [] : wrap(`at try ${tries.count}${failure}`, width - 2);
  return [style.bold(word) + first.slice(word.length), ...indent([...rest, ...tried], 2)];
}

function listAsked(
  { request, reasons, windows }: Extract<RecordEntry, { kind: 'asked' }>,
  { width }: View,
): readonly string[] {
  const { checks, lost, noDrain, confirm, limit, onFailure, mode } = request;
  const options = [
    ...(mode === 'plan' ? ['as a plan'] : []),
    ...(onFailure === 'hold' ? [] : [`on failure: ${onFailure}`]),
    ...(checks === undefined ? [] : [`checks: ${checks}`]),
    ...(lost === true ? ['lost'] : []),
    ...(windows === undefined ? [] : [`windows: ${describeWindows(windows)}`]),
    ...(noDrain === true ? ['without a drain'] : []),
    ...(limit === undefined ? [] : [`limit: ${limit}`]),
    ...(confirm ?? []).map((phrase) => `confirmed: ${phrase}`),
  ];
  return [...options, ...reasons].flatMap((line) => wrap(line, width - 2));
}

function listFinding(
  { gate, severity, subject, message, next = [], accepted }: Finding,
  view: View,
): readonly string[] {
  const { style, width } = view;
  const paint = { ok: style.green, warning: style.yellow, refusal: style.red }[severity];
  const about = message.includes(subject) ? '' : `${subject}: `;
  const start = padEnd(severity, 'warning'.length);
  const [first = '', ...rest] = wrap(`${gate}: ${about}${message}`, width - widthOf(start) - 4);
  return [
    `${paint(start)}  ${first}`,
    ...indent(
      [...rest, ...(accepted === undefined ? [] : [`accepted: ${accepted}`]), ...next.map((line) => `→ ${line}`)],
      widthOf(start) + 2,
    ),
  ];
}

function listStall(
  stall: NonNullable<Extract<RecordEntry, { kind: 'waited' }>['stall']>,
  view: View,
): readonly string[] {
  const { message, cause, example, lasting, next, since } = stall;
  return [
    ...wrap(`nothing moves since ${formatTime(since, view.zone)}: ${message} (${cause}, ${lasting})`, view.width - 2),
    ...(example === undefined ? [] : [`example: ${example}`]),
    ...next.map((line) => `→ ${line}`),
  ];
}

function listFailure({ message, code, kind, hint }: FailureView, { width }: View): readonly string[] {
  return [
    ...wrap(`${message} (${code}, ${kind})`, width - 2),
    ...(hint === undefined ? [] : hint.split('\n').map((line) => `→ ${line}`)),
  ];
}

function listAnswer(answer: string, at: string, { style, zone }: View): readonly string[] {
  const [first = '', ...rest] = answer.trim().split('\n');
  return [
    `${style.dim(formatClock(at, zone))} → ${first === '' ? 'no output' : first}`,
    ...indent(rest, 'hh:mm:ss → '.length),
  ];
}

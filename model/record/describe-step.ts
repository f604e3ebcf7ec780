import { formatTime } from '../format-time.ts';
import { describeAction } from '../describe-action.ts';
import type { StepProgress } from '../operation.ts';
import { describeDrain } from '../progress/describe-drain.ts';
import type { Evidence, Finding, Action } from '../step.ts';
import { formatMoment, type PageReader } from './read-times.ts';

/** `3  fe-2  Write fe.conf` with what is said of it behind. */
export function headStep(
  number: number,
  { node, title, undo }: Pick<StepProgress, 'node' | 'title' | 'undo'>,
  said: string,
): string {
  const words = [node, undo ? `undo: ${title}` : title].filter(Boolean).join('  ');
  return `${String(number).padStart(3)}  ${words}${said === '' ? '' : ` (${said})`}`;
}

export type PlannedStep = Pick<StepProgress, 'actions' | 'later' | 'noReturn'>;

/** Below the head of a step. */
export function below(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `       ${line}`);
}

function listAction(action: Action): readonly string[] {
  const { head, body } = describeAction(action);
  return [head, ...body.map((line) => `  ${line}`)];
}

/** All that a plan says of a step. */
export function listPlanned({ actions = [], later = [], noReturn }: PlannedStep): readonly string[] {
  return [
    ...actions.flatMap(listAction),
    ...later,
    ...(noReturn === undefined ? [] : [`no way back from here: ${noReturn.why}; instead: ${noReturn.instead}`]),
  ];
}

export function listEvidence({ action, answer, at }: Evidence, reader: PageReader): readonly string[] {
  if (action.kind === 'nothing') return listAction(action);
  const [first = '', ...rest] = answer.trim().split('\n');
  const clock = Number.isNaN(Date.parse(at)) ? '' : `${formatMoment(at, reader)} `;
  return [
    ...listAction(action),
    `  ${clock}→ ${first === '' ? 'no output' : first}`,
    ...rest.map((line) => `      ${line}`),
  ];
}

/** Every finding: those that passed on one line, the others with what was to be done about them. */
export function listFindings(findings: readonly Finding[]): readonly string[] {
  const passed = findings.filter(({ severity }) => severity === 'ok');
  const others = findings.filter(({ severity }) => severity !== 'ok');
  return [
    ...passed.map(({ gate, subject, message }) => `ok       ${gate}: ${withSubject(subject, message)}`),
    ...others.flatMap(({ gate, severity, subject, message, accepted, next = [] }) => [
      `${severity.padEnd(8)} ${gate}: ${withSubject(subject, message)}`,
      ...(accepted === undefined ? next.map((line) => `  next: ${line}`) : [`  accepted: ${accepted}`]),
    ]),
  ];
}

function withSubject(subject: string, message: string): string {
  return message.includes(subject) ? message : `${subject}: ${message}`;
}

/** What a wait of days knew last. */
export function listProgress({ progress }: StepProgress, { zone }: PageReader): readonly string[] {
  if (progress === undefined) return [];
  const now = Math.max(0, ...Object.values(progress.nodes).map(({ samples }) => samples.at(-1)?.at ?? 0));
  const { stall } = progress;
  return [
    ...describeDrain(progress, { now, ...(zone !== undefined && { zone }) }),
    ...(stall === undefined
      ? []
      : [
          `nothing moves since ${formatTime(stall.since, zone)}: ${stall.message}`,
          ...stall.next.map((line) => `  next: ${line}`),
        ]),
  ];
}

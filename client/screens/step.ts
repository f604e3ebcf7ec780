import type { StepProgress } from '../../model/operation.ts';
import type { LiveStep } from '../snapshot.ts';
import { summariseEvidence } from './action.ts';
import { listFindings, summarisePassed } from './findings.ts';
import { indent, padEnd, padStart, shorten, wrap } from './layout.ts';
import { elapsed, formatDuration } from './time.ts';
import type { View } from './view.ts';

/** Columns that all steps of an operation share. */
export interface StepColumns {
  readonly node: number;
  readonly title: number;
}

const TITLE_LIMIT = 48;
const DURATION_WIDTH = 11;

export function measureSteps(steps: readonly StepProgress[]): StepColumns {
  return {
    node: Math.max(0, ...steps.map(({ node = '' }) => node.length)),
    title: Math.min(TITLE_LIMIT, Math.max(0, ...steps.map((step) => titleOf(step).length))),
  };
}

/** The step on one line, what it came to beside it, or below where there is no room. */
export function showStep(step: StepProgress, columns: StepColumns, view: View, live?: LiveStep): readonly string[] {
  const { style, width } = view;
  const node = columns.node === 0 ? '' : `${padEnd(step.node ?? '', columns.node)}  `;
  const title = padEnd(shorten(titleOf(step), columns.title), columns.title);
  const head = `${markOf(step, view)} ${style.bold(node)}${step.state === 'pending' ? style.dim(title) : title}`;
  const timed = `${head}${padStart(durationOf(step, view), DURATION_WIDTH)}`;
  const [first, ...rest] = resultOf(step, view, live);
  if (first === undefined) return [(durationOf(step, view) === '' ? head : timed).trimEnd()];
  const start = 2 + node.length + columns.title + DURATION_WIDTH + 3;
  const fits = rest.length === 0 && !first.includes('\n') && start + first.length <= width;
  if (fits) return [`${timed}   ${paint(first, step, view)}`];
  const below = [first, ...rest].flatMap((line) => wrap(line, width - 6));
  const found = step.findings === undefined ? [] : listFindings(step.findings, view);
  return [timed.trimEnd(), ...indent([...below.map((line) => paint(line, step, view)), ...found], 2 + node.length + 2)];
}

export function titleOf({ title, undo }: StepProgress): string {
  return undo ? `undo: ${title}` : title;
}

function markOf({ state, findings }: StepProgress, { style }: View): string {
  switch (state) {
    case 'pending':
      return style.dim('·');
    case 'running':
      return style.cyan('▸');
    case 'done':
      if (findings?.some(({ severity }) => severity === 'refusal')) return style.red('✗');
      return findings?.some(({ severity }) => severity === 'warning') ? style.yellow('!') : style.green('✓');
    case 'failed':
      return style.red('✗');
    case 'skipped':
      return style.dim('–');
  }
}

function durationOf({ startedAt, endedAt, state }: StepProgress, { now }: View): string {
  if (startedAt === undefined || state === 'pending') return '';
  return formatDuration(elapsed(startedAt, endedAt, now));
}

function resultOf(step: StepProgress, view: View, live: LiveStep | undefined): readonly string[] {
  const { state, failure, findings, evidence, note, kind } = step;
  if (state === 'running') return describeLive(live, view);
  if (state === 'failed' && failure !== undefined) return [failure.message];
  if (findings?.some(({ severity }) => severity !== 'ok')) return [summarisePassed(findings) ?? 'did not pass'];
  if (kind === 'check' && findings !== undefined) return summarisePassed(findings)?.split('\n') ?? [];
  if (note !== undefined) return [note];
  return (evidence ?? []).map(summariseEvidence);
}

/** What a running step waits for, and why its last try did not end it. */
function describeLive(live: LiveStep | undefined, { now }: View): readonly string[] {
  if (live === undefined) return [];
  const lines: string[] = [];
  if (live.note !== undefined) lines.push(live.note);
  if (live.failure !== undefined) {
    const inTime =
      live.nextTryAt === undefined ? '' : `, next try in ${formatDuration(Date.parse(live.nextTryAt) - now)}`;
    lines.push(`try ${live.attempt - (live.nextTryAt === undefined ? 0 : 1)}: ${live.failure.message}${inTime}`);
  }
  return lines;
}

function paint(line: string, { state }: StepProgress, { style }: View): string {
  return state === 'failed' ? style.red(line) : style.dim(line);
}

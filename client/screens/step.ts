import type { StepProgress } from '../../model/operation.ts';
import type { LiveStep } from '../snapshot.ts';
import { summariseEvidence } from './action.ts';
import { drainOf, showDrain } from './drain.ts';
import { listFindings, summarisePassed } from './findings.ts';
import { indent, padEnd, padStart, shorten, shortenPaths, wrap } from './layout.ts';
import { elapsed, formatDuration } from './time.ts';
import type { View } from './view.ts';

/** Columns that all steps of an operation share. */
export interface StepColumns {
  readonly node: number;
  readonly title: number;
}

const TITLE_LIMIT = 48;
const DURATION_WIDTH = 12;

export function measureSteps(steps: readonly StepProgress[]): StepColumns {
  const node = Math.max(0, ...steps.map((step) => (step.node ?? '').length));
  const title = Math.max(0, ...steps.map((step) => titleOf(step).length - spareOf(step, node)));
  return { node, title: Math.min(TITLE_LIMIT, title) };
}

/** The title of a step that is about the whole cluster begins where the nodes stand. */
function spareOf(step: StepProgress, node: number): number {
  return step.node === undefined && node > 0 ? node + 2 : 0;
}

/** The step on one line, what it came to beside it, or below where there is no room. */
export function showStep(step: StepProgress, columns: StepColumns, view: View, live?: LiveStep): readonly string[] {
  const { style, width } = view;
  const spare = spareOf(step, columns.node);
  const node = step.node === undefined ? '' : `${padEnd(step.node, columns.node)}  `;
  const title = padEnd(shorten(titleOf(step), columns.title + spare), columns.title + spare);
  const head = `${markOf(step, view)} ${style.bold(node)}${step.state === 'pending' ? style.dim(title) : title}`;
  const timed = `${head}${padStart(durationOf(step, view), DURATION_WIDTH)}`;
  const results = resultOf(step, view, live);
  const margin = marginOf(columns);
  const inner = { ...view, width: width - margin };
  const drain = drainOf(step, live);
  const found = drain === undefined ? listFindings(step.findings ?? [], inner) : showDrain(drain, inner);
  const [first] = results;
  const start = 2 + node.length + columns.title + spare + DURATION_WIDTH + 3;
  if (first !== undefined && results.length === 1 && found.length === 0 && start + first.length <= width) {
    return [`${timed}   ${paint(first, step, view)}`];
  }
  const below = results.flatMap((line) => wrap(line, inner.width)).map((line) => paint(line, step, view));
  return [timed.trimEnd(), ...indent([...below, ...found], margin)];
}

/** Where the lines below a step begin. */
export function marginOf({ node }: StepColumns): number {
  return node === 0 ? 4 : node + 6;
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
  if (findings?.some(({ severity }) => severity !== 'ok')) return summarisePassed(findings)?.split('\n') ?? [];
  if (kind === 'check' && findings !== undefined) return summarisePassed(findings)?.split('\n') ?? [];
  if (note !== undefined) return [shortenPaths(note)];
  return countEqual((evidence ?? []).map((item) => shortenPaths(summariseEvidence(item))));
}

/** The same was done on several hosts, which `ops show` names. */
function countEqual(lines: readonly string[]): readonly string[] {
  return [...new Set(lines)].map((line) => {
    const times = lines.filter((other) => other === line).length;
    return times === 1 ? line : `${line}, on ${times} hosts`;
  });
}

/** What a running step waits for, and why its last try did not end it. */
function describeLive(live: LiveStep | undefined, { now }: View): readonly string[] {
  if (live === undefined) return [];
  const lines: string[] = [];
  // The drain itself says more than its note, and is shown below.
  if (live.note !== undefined && live.progress === undefined) lines.push(shortenPaths(live.note));
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

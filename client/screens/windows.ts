import type { OperationProgress, WindowWait } from '../../model/operation.ts';
import { nextOpenings } from '../../model/windows/ask-windows.ts';
import { describeWindows } from '../../model/windows/describe-windows.ts';
import { formatCutoff } from '../../model/windows/parse-cutoff.ts';
import type { WindowAnswer, WindowRules } from '../../model/windows/rules.ts';
import { indent, table, wrap } from './layout.ts';
import { formatAge, formatTime, formatWeekday } from './time.ts';
import type { View } from './view.ts';

/** `Sat 5 Dec 02:00 CET (Fri 4 Dec 20:00 EST here)`: the cluster's clocks, and those of whoever reads. */
export function formatBoth(iso: string, timezone: string, { zone }: Pick<View, 'zone'>): string {
  const there = formatWeekday(iso, timezone);
  const here = formatWeekday(iso, zone);
  return there === here ? there : `${there} (${here} here)`;
}

/** `open until …`, or when the next one opens. */
export function describeOpening(answer: WindowAnswer, timezone: string, view: Pick<View, 'zone' | 'now'>): string {
  const { open, late, opensAt, closesAt, span } = answer;
  if (open) return closesAt === null ? 'open, and never closes' : `open until ${formatBoth(closesAt, timezone, view)}`;
  if (opensAt === null) return 'no window opens within a month';
  const next = `${span} opens ${formatBoth(opensAt, timezone, view)}, in ${formatAge(Date.parse(opensAt) - view.now)}`;
  return late ? `too little is left of the one that is open; ${next}` : next;
}

/** Which window a step waits for, and what is done then. */
export function describeWait(wait: WindowWait, view: Pick<View, 'zone' | 'now'>): readonly string[] {
  const { node, title, timezone } = wait;
  return [
    `waits for a window: ${describeOpening(wait, timezone, view)}`,
    `then: ${[node, title].filter(Boolean).join('  ')}`,
  ];
}

/** Empty when nothing waits for one. */
export function showWait({ window, request }: OperationProgress, view: View): readonly string[] {
  if (window === undefined) return [];
  const { style, width } = view;
  const lines = describeWait(window, view).flatMap((line) => wrap(line, width - 2));
  const open = `muster window open ${request.id} --reason '…'`;
  return [
    ...lines.map((line, index) => `${index === 0 ? style.yellow('◷') : ' '} ${line}`),
    ...indent(table([[open, style.dim('goes on at once')]]), 2),
  ];
}

/** Below the header of an operation. */
export function listWindows({ windows, opening }: OperationProgress, view: View): readonly string[] {
  if (windows === undefined) return [];
  const { overridden } = windows;
  if (overridden !== undefined) {
    const since = formatTime(overridden.at, view.zone);
    return wrap(`windows: not kept, because ${overridden.why} (${overridden.by}, ${since})`, view.width);
  }
  const now = opening === undefined ? '' : `: ${describeOpening(opening, windows.timezone, view)}`;
  return wrap(`windows: ${describeWindows(windows)}${now}`, view.width);
}

/** How many of the next openings are shown. */
const NEXT = 3;

/** `muster window show`: what the file says, and what that means now. */
export function showWindows(cluster: string, rules: WindowRules, answer: WindowAnswer, view: View): readonly string[] {
  const { style, now } = view;
  const { spans, timezone, cutoffMs, gentleSlots } = rules;
  const facts = [
    ['Windows', spans.join(' and ')],
    ['Zone', timezone],
    ['Cutoff', cutoffMs === 0 ? 'none' : `nothing begins in the last ${formatCutoff(cutoffMs)}`],
    ['Drains', gentleSlots === undefined ? 'go on outside' : `go on outside, with ${gentleSlots} clone slots`],
    ['Now', answer.open ? style.green(describeOpening(answer, timezone, view)) : closedNow(answer)],
  ];
  const next = nextOpenings(rules, now, NEXT).map(({ span, opensAt, closesAt }) => [
    formatBoth(new Date(opensAt).toISOString(), timezone, view),
    closesAt === null ? 'for ever' : `until ${formatWeekday(new Date(closesAt).toISOString(), timezone)}`,
    style.dim(span),
  ]);
  return [
    `${style.bold(cluster)}: restarts, stops, drops and changes of the leader begin only in a window`,
    ...table(facts.map(([name = '', value = '']) => [style.dim(name), value])),
    ...(next.length === 0 ? [] : ['', style.dim('Next'), ...indent(table(next), 2)]),
  ];
}

function closedNow({ late }: WindowAnswer): string {
  return late ? 'open, and too little is left of it' : 'closed';
}

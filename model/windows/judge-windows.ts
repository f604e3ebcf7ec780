import { formatCutoff } from './parse-cutoff.ts';
import { parseSpan, SPAN_EXPECTED, WEEK_MINUTES } from './parse-span.ts';
import { isZone } from './wall-clock.ts';
import type { WindowRules } from './rules.ts';
import { isOwned, layOut, type Week } from './week.ts';

export interface WindowProblem {
  /** Index of the span; of the zone or the cutoff absent. */
  readonly span?: number;
  readonly about: 'spans' | 'timezone' | 'cutoff';
  readonly message: string;
}

export const ZONE_EXPECTED = 'a zone of the IANA database, such as Europe/Berlin or UTC';

/** Everything that makes the rules none that could be kept, each once. */
export function judgeWindows({ spans, timezone, cutoffMs }: WindowRules): readonly WindowProblem[] {
  const problems: WindowProblem[] = [];
  spans.forEach((text, span) => {
    const stretches = parseSpan(text);
    if (stretches === undefined) problems.push({ span, about: 'spans', message: `"${text}" is not ${SPAN_EXPECTED}` });
    else if (stretches.length === 0)
      problems.push({ span, about: 'spans', message: `"${text}" is empty: it ends when it begins` });
  });
  const { week, overlaps } = layOut(spans);
  for (const overlap of overlaps)
    problems.push({
      span: overlap.span,
      about: 'spans',
      message: `"${spans[overlap.span]}" overlaps "${spans[overlap.with]}": write them as one, or apart`,
    });
  if (!isZone(timezone)) problems.push({ about: 'timezone', message: `"${timezone}" is not ${ZONE_EXPECTED}` });
  const swallowed = spans.find((_, span) => isSwallowed(week, span, cutoffMs));
  if (swallowed !== undefined)
    problems.push({
      about: 'cutoff',
      message: `the cutoff ${formatCutoff(cutoffMs)} leaves nothing of "${swallowed}", which is not longer`,
    });
  return problems;
}

/** Windows that touch are one. */
function isSwallowed(week: Week, span: number, cutoffMs: number): boolean {
  const first = week.indexOf(span);
  if (first === -1) return false;
  const count = (step: 1 | -1) => {
    let minutes = 0;
    while (minutes < WEEK_MINUTES && isOwned(week, first + step * (minutes + 1) + WEEK_MINUTES)) minutes += 1;
    return minutes;
  };
  const minutes = Math.min(WEEK_MINUTES, count(-1) + 1 + count(1));
  return minutes < WEEK_MINUTES && minutes * 60_000 <= cutoffMs;
}

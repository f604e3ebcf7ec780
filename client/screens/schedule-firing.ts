import type { Timing } from '../../model/schedule/timing.ts';
import type { Firing } from '../schedules/list-firings.ts';
import { wrap } from './layout.ts';
import { formatFiringTime } from './schedule-times.ts';
import type { View } from './view.ts';

const WORDS: Readonly<Record<Firing['outcome'], string>> = {
  started: 'started',
  queued: 'queued',
  skipped: 'skipped',
  refused: 'refused',
  missed: 'too late',
  failed: 'not known',
  waiting: 'waits for a worker',
  ended: 'ended from outside, with no word',
};

/** When it was due, what became of it, and in more lines why. */
export function showFiring(firing: Firing, timing: Timing, view: View): readonly string[] {
  const { due, triggeredBy, why } = firing;
  const by = triggeredBy === undefined ? '' : `, triggered by ${triggeredBy}`;
  const [first = '', ...rest] = wrap(`${formatFiringTime(due, timing)}   ${describe(firing)}${by}`, view.width);
  const reasons = why === undefined ? [] : wrap(why, view.width - 2);
  return [paint(first, firing, view), ...[...rest, ...reasons].map((line) => view.style.dim(`  ${line}`))];
}

function describe({ outcome, operation, state }: Firing): string {
  if (state !== undefined) return `operation ${operation}: ${state}`;
  if (outcome === 'started' || outcome === 'queued' || outcome === 'failed')
    return `operation ${operation}: ${WORDS[outcome]}`;
  return WORDS[outcome];
}

function paint(line: string, { outcome, state }: Firing, { style }: View): string {
  if (outcome === 'refused' || outcome === 'failed' || state === 'needs attention' || state === 'failed')
    return style.red(line);
  return outcome === 'skipped' || outcome === 'missed' ? style.yellow(line) : line;
}

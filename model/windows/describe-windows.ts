import { formatCutoff } from './parse-cutoff.ts';
import type { WindowRules } from './rules.ts';

/** `SAT-02:00,SAT-06:00 and 22:00,04:00 (Europe/Berlin), cutoff 30m` */
export function describeWindows({ spans, timezone, cutoffMs }: WindowRules): string {
  const cutoff = cutoffMs === 0 ? '' : `, cutoff ${formatCutoff(cutoffMs)}`;
  return `${spans.join(' and ')} (${timezone})${cutoff}`;
}

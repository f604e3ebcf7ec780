import { judgeWindows } from '../windows/judge-windows.ts';
import { parseCutoff } from '../windows/parse-cutoff.ts';
import type { WindowRules } from '../windows/rules.ts';
import type { Resolving } from './resolving.ts';

/** What a file of any engine says of windows. */
interface WindowKeys {
  readonly windows?: readonly string[];
  readonly timezone?: string;
  readonly cutoff?: string;
  readonly drain?: 'gentle-outside';
  readonly gentleSlots?: number;
}

/** The fewest that the product takes (as read on 3.5). */
const GENTLE_SLOTS = 2;

/** Zone and cutoff alone are for the windows that an operation is given with its command. */
export function resolveWindows({ file, source, report }: Resolving<WindowKeys>): WindowRules | undefined {
  const { windows = [], timezone, cutoff, drain, gentleSlots } = file;
  if (drain !== undefined && windows.length === 0)
    report(source.keyAt(['drain']), `drain is ${drain} and there are no windows, expected windows: as well`);
  if (gentleSlots !== undefined && drain === undefined)
    report(source.keyAt(['gentleSlots']), 'gentleSlots is set and drain is not, expected drain: gentle-outside');
  const rules: WindowRules = {
    spans: windows,
    timezone: timezone ?? 'UTC',
    cutoffMs: parseCutoff(cutoff ?? '0m') ?? 0,
    ...(drain !== undefined && { gentleSlots: gentleSlots ?? GENTLE_SLOTS }),
  };
  for (const { span, about, message } of judgeWindows(rules)) {
    const path = about === 'spans' && span !== undefined ? ['windows', span] : [about];
    report(source.valueAt(path), about === 'spans' ? `windows: ${message}` : message);
  }
  return windows.length === 0 && timezone === undefined && cutoff === undefined ? undefined : rules;
}

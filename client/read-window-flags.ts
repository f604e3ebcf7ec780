import { MusterError } from '../model/error.ts';
import type { OperationOptions } from '../model/operation.ts';
import { readZone } from '../model/schedule/read-zone.ts';
import { judgeWindows } from '../model/windows/judge-windows.ts';
import { CUTOFF_EXPECTED, parseCutoff } from '../model/windows/parse-cutoff.ts';
import type { WindowRules } from '../model/windows/rules.ts';

export interface WindowFlags {
  /** As often as given; they replace those of the cluster file. */
  readonly window?: readonly string[];
  /** @default that of the cluster file, else UTC */
  readonly timezone?: string;
  readonly now?: boolean;
  readonly reason?: string;
}

/** What the flags of an operation say of windows; those of the file hold where they say nothing. */
export function readWindowFlags(
  { window: spans = [], timezone, now = false, reason }: WindowFlags,
  ofFile: WindowRules | undefined,
): Pick<OperationOptions, 'windows' | 'now'> {
  if (timezone !== undefined && spans.length === 0)
    throw new MusterError('BAD_INPUT', '--timezone is only for --window');
  if (!now) return spans.length === 0 ? {} : { windows: makeRules({ spans, timezone }, ofFile) };
  if (spans.length > 0) throw new MusterError('BAD_INPUT', '--now keeps no window: it does not go with --window');
  if (reason === undefined || reason.trim() === '')
    throw new MusterError('BAD_INPUT', '--now needs --reason: it is recorded who kept no window, and why', {
      hint: "--now --reason '<why it cannot wait>'",
    });
  return { now: reason.trim() };
}

interface Given {
  readonly spans: readonly string[];
  readonly timezone?: string | undefined;
  readonly cutoff?: string | undefined;
}

/** Windows as they are typed; what is not said is as in the file. */
export function makeRules({ spans, timezone, cutoff }: Given, ofFile: WindowRules | undefined): WindowRules {
  const cutoffMs = cutoff === undefined ? (ofFile?.cutoffMs ?? 0) : parseCutoff(cutoff);
  if (cutoffMs === undefined)
    throw new MusterError('BAD_INPUT', `--cutoff is ${JSON.stringify(cutoff)}, expected ${CUTOFF_EXPECTED}`);
  const rules: WindowRules = {
    spans,
    timezone: timezone === undefined ? (ofFile?.timezone ?? 'UTC') : readZone(timezone),
    cutoffMs,
    ...(ofFile?.gentleSlots !== undefined && { gentleSlots: ofFile.gentleSlots }),
  };
  const [first, ...rest] = judgeWindows(rules).map(({ message }) => message);
  if (first === undefined) return rules;
  throw new MusterError('BAD_INPUT', first, { details: rest, hint: 'docs/windows.md says how windows are written' });
}

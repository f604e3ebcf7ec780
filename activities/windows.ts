import type { WindowQuestion } from '../model/operation.ts';
import { askWindows } from '../model/windows/ask-windows.ts';
import type { RecordedAnswer } from '../model/windows/recorded-answer.ts';
import type { WindowRules } from '../model/windows/rules.ts';

export interface AskWindowsInput {
  readonly rules: WindowRules;
  /** ms since 1970, by the clock of the operation. */
  readonly now: number;
  readonly about: WindowQuestion;
}

/** May a disruptive step begin? By the zones that this worker knows. */
export async function ask({ rules, now, about }: AskWindowsInput): Promise<RecordedAnswer> {
  return { ...askWindows(rules, now), about, timezone: rules.timezone, at: new Date(now).toISOString() };
}

import type { WindowQuestion, WindowWait } from '../operation.ts';
import type { WindowAnswer } from './rules.ts';

/** What the history has of a window that was asked about: without a worker it is all that is known of who waits for what. */
export interface RecordedAnswer extends WindowAnswer {
  readonly about: WindowQuestion;
  readonly timezone: string;
  /** ISO time for which it was asked. The clock of a workflow may be some milliseconds off when it is replayed behind a local activity. */
  readonly at: string;
}

/** As it is shown. */
export function viewWait({ about, at, ...answer }: RecordedAnswer, since = at): WindowWait {
  return { ...about, ...answer, since };
}

import type { WindowQuestion } from '../operation.ts';
import type { WindowAnswer } from './rules.ts';

/** What the history has of a window that was asked about: without a worker it is all that is known of who waits for what. */
export interface RecordedAnswer extends WindowAnswer {
  readonly about: WindowQuestion;
  readonly timezone: string;
}

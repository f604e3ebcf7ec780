import type { GivenInput, OperationProgress, OperationRequest, VerbRecord } from './operation.ts';
import type { RecordedAnswer } from './windows/recorded-answer.ts';
import type { FailureView } from './step.ts';

/** One event of a history, as far as an operation is told by it. Times are ISO, of the server. */
export type HistoryFact =
  | { readonly kind: 'asked'; readonly request: OperationRequest; readonly at: string }
  | {
      readonly kind: 'scheduled';
      readonly event: number;
      readonly activityId: string;
      readonly title: string;
      readonly at: string;
    }
  /** It took more than one try; the failure is that of the try before. */
  | {
      readonly kind: 'tried';
      readonly event: number;
      readonly attempt: number;
      readonly failure?: FailureView;
      readonly at: string;
    }
  | { readonly kind: 'completed'; readonly event: number; readonly result: unknown; readonly at: string }
  | { readonly kind: 'failed'; readonly event: number; readonly failure: FailureView; readonly at: string }
  | { readonly kind: 'cancelled'; readonly event: number; readonly at: string }
  | { readonly kind: 'verb'; readonly verb: VerbRecord['verb']; readonly input: GivenInput; readonly at: string }
  | { readonly kind: 'window'; readonly answer: RecordedAnswer; readonly at: string }
  | {
      readonly kind: 'ended';
      readonly result?: OperationProgress;
      readonly failure?: FailureView;
      readonly at: string;
    };

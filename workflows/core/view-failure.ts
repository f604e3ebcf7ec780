import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import { ERROR_CODES } from '../../model/error.ts';
import type { FailureView, Heartbeat } from '../../model/step.ts';

/** Ends the current attempt of a block or a guard; carries what is shown. */
export class StepFailed extends Error {
  readonly step: string;
  readonly view: FailureView;

  constructor(step: string, view: FailureView) {
    super(view.message);
    this.step = step;
    this.view = view;
  }

  static {
    this.prototype.name = 'StepFailed';
  }
}

/** Ends the current attempt of a guard before anything in it was disrupted: the window has closed. */
export class WindowClosed extends Error {
  static {
    this.prototype.name = 'WindowClosed';
  }
}

/** Thrown to leave the run for the undo. */
export class UndoRequested extends Error {
  static {
    this.prototype.name = 'UndoRequested';
  }
}

/** Thrown to end the operation where it is. */
export class Abandoned extends Error {
  static {
    this.prototype.name = 'Abandoned';
  }
}

/** What a failed activity says to people. The worker has classified and redacted it; here it is only unpacked. */
export function viewFailure(error: unknown): FailureView {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) {
    if (cause.type === 'NOT_YET') {
      const last = cause.details?.[0] as Heartbeat | undefined;
      return {
        code: 'BUDGET_SPENT',
        kind: 'transient',
        message: `Not so within the tries of this step: ${last?.note ?? cause.message}`,
      };
    }
    const view = cause.details?.[0] as FailureView | undefined;
    if (view !== undefined && view.code in ERROR_CODES) return view;
    return { code: 'INTERNAL', kind: 'unknown', message: cause.message };
  }
  if (cause instanceof TimeoutFailure) {
    return {
      code: 'BUDGET_SPENT',
      kind: 'unknown',
      message: 'The worker was lost, or the step hung, in each of its tries',
    };
  }
  return { code: 'INTERNAL', kind: 'unknown', message: error instanceof Error ? error.message : String(error) };
}

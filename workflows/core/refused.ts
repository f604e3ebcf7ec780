import type { FailureView, Finding } from '../../model/step.ts';

/** Ends the operation before it changed anything. */
export class OperationRefused extends Error {
  readonly view: FailureView;

  constructor(view: FailureView) {
    super(view.message);
    this.view = view;
  }

  static {
    this.prototype.name = 'OperationRefused';
  }
}

export function summariseRefusals(refusals: readonly Finding[]): FailureView {
  const [first] = refusals;
  const more = refusals.length > 1 ? ` (and ${refusals.length - 1} more)` : '';
  const hint = first?.next?.[0];
  return {
    code: 'CHECK_REFUSED',
    kind: 'refused',
    message: `${first?.message ?? 'refused'}${more}`,
    ...(hint !== undefined && { hint }),
  };
}

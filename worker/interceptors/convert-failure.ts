import { ApplicationFailure, CancelledFailure, CompleteAsyncError } from '@temporalio/common';
import { isMusterError } from '../../model/error.ts';
import type { FailureView } from '../../model/step.ts';

/** Replaces every secret that was resolved in this process. */
export type RedactText = (text: string) => string;

/** Made by the JavaScript engine from names in our own code; any other text may quote a reply, a file or a password. */
const OWN_TEXTS = [TypeError, ReferenceError, RangeError];

/** What an activity threw, as it may be written into history: classified, without secrets, paths and stacks. */
export function convertFailure(error: unknown, redact: RedactText, cancelled: boolean): Error {
  if (error instanceof CompleteAsyncError) return error;
  if (error instanceof CancelledFailure) return withoutTrace(error);
  if (cancelled && error instanceof Error && error.name === 'AbortError') {
    return withoutTrace(new CancelledFailure('The activity was cancelled'));
  }
  if (error instanceof ApplicationFailure) return withoutTrace(redactFailure(error, redact));
  const view = viewError(error, redact);
  return withoutTrace(
    ApplicationFailure.create({
      type: view.code,
      message: view.message,
      // Cut off by a worker that ends, a command looks as if it had been refused; another worker finds out.
      nonRetryable: view.kind === 'refused' && !cancelled,
      details: [view],
    }),
  );
}

function viewError(error: unknown, redact: RedactText): FailureView {
  if (isMusterError(error)) {
    return {
      code: error.code,
      kind: error.kind,
      message: redact(error.message),
      ...(error.hint !== undefined && { hint: redact(error.hint) }),
    };
  }
  const name = error instanceof Error ? error.name : typeof error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` ${error.code}` : '';
  const text = OWN_TEXTS.some((kind) => error instanceof kind) ? `: ${redact((error as Error).message)}` : '';
  return {
    code: 'INTERNAL',
    kind: 'unknown',
    message: `A defect of muster: ${name}${code}${text}`,
    hint: 'The log of the worker has the rest',
  };
}

function redactFailure(failure: ApplicationFailure, redact: RedactText): ApplicationFailure {
  return new ApplicationFailure(
    redact(failure.message),
    failure.type,
    failure.nonRetryable,
    failure.details?.map((value: unknown) => redactStrings(value, redact)),
    undefined,
    failure.nextRetryDelay,
    failure.category,
  );
}

function redactStrings(value: unknown, redact: RedactText): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item: unknown) => redactStrings(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactStrings(item, redact)]));
}

/** A stack names paths of the worker's machine. */
function withoutTrace<Failure extends Error>(failure: Failure): Failure {
  failure.stack = '';
  return failure;
}

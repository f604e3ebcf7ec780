import {
  isGrpcDeadlineError,
  isGrpcServiceError,
  QueryNotRegisteredError,
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { MusterError } from '../model/error.ts';
import { explainRefusal } from '../worker/server/explain-refusal.ts';
import type { Link } from './connect.ts';

/** gRPC: RESOURCE_EXHAUSTED, ABORTED, UNAVAILABLE, and FAILED_PRECONDITION, which is an update that met the end of its workflow. */
const PASSING: readonly number[] = [8, 9, 10, 14];

/** The server, not the request, is the trouble: it is worth asking again. */
export function isOutage(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError || error instanceof QueryNotRegisteredError) return false;
  if (explainRefusal(error, { address: '', namespace: '' }) !== undefined) return false;
  // The server may notice before us that the time is over, and cancels the call.
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return true;
  return error instanceof ServiceError || isGrpcServiceError(error) || isGrpcDeadlineError(error);
}

/** Another try is worth it: too many at once, an update that met the end of its workflow, a server that starts. */
export function isPassing(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError) return true;
  const { code } = (error as { readonly cause?: { readonly code?: unknown } } | undefined)?.cause ?? {};
  return PASSING.includes(code as number);
}

export function isNotFound(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError;
}

export function temporalDown(
  { address, local }: Pick<Link, 'address' | 'local'>,
  said: string,
  cause: unknown,
): MusterError {
  return new MusterError('TEMPORAL_DOWN', `Temporal at ${address} does not answer: ${said}`, {
    kind: 'unknown',
    hint: local === undefined ? `check ${address}` : 'muster up',
    cause,
  });
}

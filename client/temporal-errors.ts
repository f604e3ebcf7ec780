import {
  isGrpcDeadlineError,
  isGrpcServiceError,
  QueryNotRegisteredError,
  ServiceError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { MusterError } from '../model/error.ts';
import { explainRefusal } from '../worker/server/explain-refusal.ts';
import type { Link } from './connect.ts';

/** The server, not the request, is the trouble: it is worth asking again. */
export function isOutage(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError || error instanceof QueryNotRegisteredError) return false;
  if (explainRefusal(error, { address: '', namespace: '' }) !== undefined) return false;
  return error instanceof ServiceError || isGrpcServiceError(error) || isGrpcDeadlineError(error);
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

import { ScheduleNotFoundError } from '@temporalio/client';
import { MusterError } from '../../model/error.ts';
import { parseScheduleId } from '../../model/schedule/schedule.ts';
import { findGrpcError, GRPC } from '../../worker/server/grpc-code.ts';
import type { Link } from '../connect.ts';
import { isOutage, temporalDown } from '../temporal-errors.ts';

/** The server asks a workflow of its own, which on a busy machine takes its time. */
const CALL_LIMIT_MS = 20_000;

/** One call about schedules; what the server says no to becomes a sentence. `undone` says what was not done. */
export async function askSchedules<Result>(link: Link, undone: string, ask: () => Promise<Result>): Promise<Result> {
  try {
    return await link.client.withDeadline(Date.now() + CALL_LIMIT_MS, ask);
  } catch (error) {
    throw explain(link, undone, error);
  }
}

function explain(link: Link, undone: string, error: unknown): unknown {
  if (error instanceof ScheduleNotFoundError) return unknownSchedule(error.scheduleId);
  const refusal = findGrpcError(error);
  if (refusal?.code === GRPC.UNIMPLEMENTED) {
    return new MusterError('TEMPORAL_OLD', `Temporal at ${link.address} has no schedules; ${undone}`, {
      hint: 'muster up, or a Temporal server as docs/temporal.md has it',
      cause: error,
    });
  }
  // Said about a spec, or by the server's own table of zones.
  if (refusal?.code === GRPC.INVALID_ARGUMENT && !/search attribute/i.test(refusal.details))
    return notTaken(refusal.details, undone, error);
  if (error instanceof TypeError) return notTaken(error.message, undone, error);
  return isOutage(error) ? temporalDown(link, undone, error) : error;
}

function notTaken(why: string, undone: string, cause: unknown): MusterError {
  return new MusterError('BAD_INPUT', `Temporal does not take it: ${why}; ${undone}`, { cause });
}

function unknownSchedule(id: string): MusterError {
  const named = parseScheduleId(id);
  const what = named === undefined ? id : `${named.name} of ${named.cluster}`;
  return new MusterError('NOT_FOUND', `No schedule ${what} is known`, { hint: 'muster schedule list' });
}

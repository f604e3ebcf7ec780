import { setTimeout as pause } from 'node:timers/promises';
import { isGrpcServiceError, ServiceError } from '@temporalio/client';

const TRY_AGAIN_MS = 100;
/** Of gRPC. */
const FAILED_PRECONDITION = 9;

/** Gives an update again for as long as it was not heard; with the same id each time it is taken once. */
export async function untilHeard<Answer>(give: () => Promise<Answer>, deadline: number): Promise<Answer> {
  for (;;) {
    try {
      return await give();
    } catch (error) {
      if (!wasDroppedWithTask(error) || Date.now() > deadline) throw error;
      await pause(TRY_AGAIN_MS);
    }
  }
}

/**
 * A verb that meets the end of an activity: the server throws the workflow task away (UnhandledCommand) together with the
 * verb, answers FAILED_PRECONDITION, and the operation goes on without having heard it (recorded on Temporal 1.31.2).
 */
function wasDroppedWithTask(error: unknown): boolean {
  return error instanceof ServiceError && isGrpcServiceError(error.cause) && error.cause.code === FAILED_PRECONDITION;
}

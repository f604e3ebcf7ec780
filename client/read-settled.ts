import { setTimeout as pause } from 'node:timers/promises';
import type { OperationProgress } from '../model/operation.ts';
import type { Link } from './connect.ts';
import { readOperation } from './read-operation.ts';

const SETTLE_MS = 2_000;
const LOOK_AGAIN_MS = 200;

/**
 * Of a verb that lets something go on: it is answered before that has moved, and told at once an operation that was just abandoned
 * would still run. What takes longer is told as it is by then.
 */
export async function readSettled(
  { client }: Link,
  { workflowId, runId }: { readonly workflowId: string; readonly runId: string },
  answered: OperationProgress,
  limitMs = SETTLE_MS,
): Promise<OperationProgress> {
  const until = Date.now() + limitMs;
  for (let progress = answered; ; await pause(LOOK_AGAIN_MS)) {
    try {
      progress = (await readOperation(client, workflowId, runId)).progress;
    } catch {
      return progress;
    }
    if (progress.state !== answered.state || Date.now() > until) return progress;
  }
}

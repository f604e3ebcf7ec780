import { setTimeout as pause } from 'node:timers/promises';
import { MusterError } from '../model/error.ts';
import type { OperationRequest } from '../model/operation.ts';
import type { Stuck } from '../model/stuck.ts';
import { readAdmission } from './admission.ts';
import { findAdmitted, type Submitted } from './admit.ts';
import { foremanStuck, wakeForeman } from './ask-foreman.ts';
import type { Link } from './connect.ts';
import { isOutage } from './temporal-errors.ts';

const LOOK_MS = 1_000;

/** Until the operation has begun; `undefined` when the user does not wait any longer. */
export async function waitTurn(
  link: Link,
  request: OperationRequest,
  signal: AbortSignal,
): Promise<Submitted | undefined> {
  let stoodStill = false;
  while (!signal.aborted) {
    const seen = await look(link, request);
    if (seen !== undefined && 'workflowId' in seen) return seen;
    // A task may fail once; twice in a row nobody gets on.
    if (seen?.stuck !== undefined && stoodStill) throw foremanStuck(request.cluster.name, seen.stuck);
    stoodStill = seen?.stuck !== undefined;
    await pause(LOOK_MS, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

/** That it has begun, or what is known of why it does not. */
async function look(
  link: Link,
  request: OperationRequest,
): Promise<Submitted | { readonly stuck: Stuck | undefined } | undefined> {
  const { id, cluster } = request;
  try {
    const begun = await findAdmitted(link, request);
    if (begun !== undefined) return begun;
    const admission = await readAdmission(link, cluster.name);
    const known = [...(admission?.queue ?? []), ...(admission?.running ?? [])].some((entry) => entry.id === id);
    // Who waits for it lets it begin.
    if (known && admission?.ended) await wakeForeman(link, cluster.name);
    if (known) return { stuck: admission?.stuck };
    // Between the two looks it may have begun, and with it the foreman may have ended.
    const late = await findAdmitted(link, request);
    if (late !== undefined) return late;
  } catch (error) {
    // It waits on the server, whether that is seen from here or not.
    if (isOutage(error)) return undefined;
    throw error;
  }
  throw new MusterError('NOT_FOUND', `Operation ${id} was taken out of the queue; nothing was done`, {
    hint: `muster ops list --cluster ${cluster.name}`,
  });
}

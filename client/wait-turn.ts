import { setTimeout as pause } from 'node:timers/promises';
import { MusterError } from '../model/error.ts';
import type { OperationRequest } from '../model/operation.ts';
import { readAdmission } from './admission.ts';
import { findAdmitted, type Submitted } from './admit.ts';
import { wakeForeman } from './ask-foreman.ts';
import type { Link } from './connect.ts';
import { findPollers } from './find-pollers.ts';
import { isOutage } from './temporal-errors.ts';
import { type Standing, WaitNews } from './wait-news.ts';

const LOOK_MS = 1_000;

/** Until the operation has begun; `undefined` when the user does not wait any longer. What keeps it from ever beginning is told. */
export async function waitTurn(
  link: Link,
  request: OperationRequest,
  signal: AbortSignal,
  tell: (news: Standing) => void = () => {},
): Promise<Submitted | undefined> {
  const waiting = new WaitNews();
  const left = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  while (!signal.aborted) {
    const looking = look(link, request);
    // Without a worker a look takes seconds; nobody minds any more what it ends with.
    looking.catch(() => {});
    const seen = await Promise.race([looking, left]);
    if (typeof seen !== 'string') return seen;
    const news = waiting.hear(seen);
    if (news !== undefined) tell(news);
    await pause(LOOK_MS, undefined, { signal }).catch(() => {});
  }
  return undefined;
}

async function look(link: Link, request: OperationRequest): Promise<Submitted | Standing> {
  const { id, cluster } = request;
  try {
    const begun = await findAdmitted(link, request);
    if (begun !== undefined) return begun;
    const admission = await readAdmission(link, cluster.name);
    const known = [...(admission?.queue ?? []), ...(admission?.running ?? [])].some((entry) => entry.id === id);
    // Who waits for it lets it begin.
    if (known && admission?.ended) await wakeForeman(link, cluster.name);
    if (known && admission?.stuck !== undefined) return 'stuck';
    if (known) return (await findPollers(link)).length > 0 ? 'served' : 'no worker';
    // Between the two looks it may have begun, and with it the foreman may have ended.
    const late = await findAdmitted(link, request);
    if (late !== undefined) return late;
  } catch (error) {
    // It waits on the server, whether that is seen from here or not.
    if (isOutage(error)) return 'no Temporal';
    throw error;
  }
  throw new MusterError('NOT_FOUND', `Operation ${id} was taken out of the queue; nothing was done`, {
    hint: `muster ops list --cluster ${cluster.name}`,
  });
}

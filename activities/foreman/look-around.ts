import { operationWorkflowId } from '../../model/foreman.ts';
import { activityClient } from '../context.ts';
import { findUsed } from './find-used-since.ts';
import { findStrays } from './find-strays.ts';
import type { LookInput, Surroundings } from './foreman-eyes.ts';
import { readPresence } from './is-open.ts';

const WAITED = 'while this one waited in the queue';
/** What began right before it was asked for, its client may not have seen in the list of the server. */
const OVERLAP_MS = 60_000;

export async function lookAround({ cluster, running, asked, waited }: LookInput): Promise<Surroundings> {
  const client = activityClient();
  const look = (id: string) => readPresence(client, operationWorkflowId(cluster, id));
  const presence = await Promise.all(running.map(look));
  return {
    // What has not begun yet is absent and holds its place: only what the server calls closed is over.
    closed: running.filter((_, place) => presence[place] === 'closed'),
    asked: asked === undefined ? 'absent' : await look(asked),
    strays: await findStrays(client, cluster, asked === undefined ? running : [...running, asked]),
    used:
      waited === undefined ? [] : await findUsed(client, { cluster, ...waited, since: overlap(waited.since) }, WAITED),
  };
}

function overlap(since: string): string {
  return new Date(Date.parse(since) - OVERLAP_MS).toISOString();
}

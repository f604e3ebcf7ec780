import { operationWorkflowId } from '../../model/foreman.ts';
import { activityClient } from '../context.ts';
import { findStrays } from './find-strays.ts';
import type { LookInput, Surroundings } from './foreman-eyes.ts';
import { readPresence } from './is-open.ts';

export async function lookAround({ cluster, running, asked }: LookInput): Promise<Surroundings> {
  const client = activityClient();
  const look = (id: string) => readPresence(client, operationWorkflowId(cluster, id));
  const presence = await Promise.all(running.map(look));
  return {
    // What has not begun yet is absent and holds its place: only what the server calls closed is over.
    closed: running.filter((_, place) => presence[place] === 'closed'),
    asked: asked === undefined ? 'absent' : await look(asked),
    strays: await findStrays(client, cluster, asked === undefined ? running : [...running, asked]),
  };
}

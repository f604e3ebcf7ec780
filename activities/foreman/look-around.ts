import { operationWorkflowId } from '../../model/foreman.ts';
import { activityClient } from '../context.ts';
import { findStrays } from './find-strays.ts';
import type { LookInput, Surroundings } from './foreman-eyes.ts';
import { isOpen } from './is-open.ts';

export async function lookAround({ cluster, running, asked }: LookInput): Promise<Surroundings> {
  const client = activityClient();
  const open = await Promise.all(running.map((id) => isOpen(client, operationWorkflowId(cluster, id))));
  return {
    strays: await findStrays(client, cluster, [...running, asked]),
    closed: running.filter((_, place) => open[place] === false),
  };
}

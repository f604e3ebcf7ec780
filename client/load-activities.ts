import type { Client } from '@temporalio/client';
import { type DeskState, operationWorkflowId } from '../model/foreman.ts';
import type { Engine } from '../model/cluster.ts';
import type { LookKind, LookResult, Looks } from '../model/look.ts';
import type { Tools } from '../activities/tools.ts';
import { cleanDeep } from '../model/clean-text.ts';

type Reading = (input: unknown) => Promise<unknown>;

const LOOKS: Readonly<Record<Engine, (tools: Tools) => Promise<Readonly<Record<LookKind, Reading>>>>> = {
  starrocks: async (tools) =>
    (await import('../activities/starrocks/look.ts')).createLook(tools) as Readonly<Record<LookKind, Reading>>,
  databend: async (tools) =>
    (await import('../activities/databend/look.ts')).createLook(tools) as Readonly<Record<LookKind, Reading>>,
};

/** The door to the activities: for commands that read, with no Temporal and no worker. */
export async function lookHere<Kind extends LookKind, Input extends Looks[Kind]['input']>(
  kind: Kind,
  input: Input,
): Promise<LookResult<Kind, Input['engine']>> {
  const { createTools } = await import('../activities/tools.ts');
  const tools = createTools();
  try {
    const look = await LOOKS[input.engine](tools);
    return cleanDeep((await look[kind](input)) as LookResult<Kind, Input['engine']>);
  } finally {
    await tools.ssh.close();
  }
}

/** What the histories of a cluster's foremen say, when there is none that could be asked. Of those that run, what still does. */
export async function readLeftHere(client: Client, cluster: string): Promise<DeskState> {
  const { listForemanRuns, readLeft } = await import('../activities/foreman/read-left.ts');
  const { readPresence } = await import('../activities/foreman/is-open.ts');
  const { state } = await readLeft(client, cluster, await listForemanRuns(client, cluster));
  const presence = await Promise.all(
    state.running.map(({ id }) => readPresence(client, operationWorkflowId(cluster, id))),
  );
  return { ...state, running: state.running.filter((_, place) => presence[place] !== 'closed') };
}

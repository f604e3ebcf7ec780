import type { Client } from '@temporalio/client';
import type { DeskFact } from '../model/recover-desk.ts';
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

/** What the history of a foreman says, when there is no worker that could ask it. */
export async function readDeskHere(client: Client, workflowId: string, runId: string): Promise<readonly DeskFact[]> {
  const { readDeskFacts } = await import('../activities/foreman/read-desk-facts.ts');
  return await readDeskFacts(client, workflowId, runId);
}

import type { Engine } from '../model/cluster.ts';
import type { LookKind, Looks } from '../model/look.ts';
import type { Tools } from '../activities/tools.ts';
import { cleanDeep } from './clean-text.ts';

type Reading = (input: unknown) => Promise<unknown>;

const LOOKS: Readonly<Record<Engine, (tools: Tools) => Promise<Readonly<Record<LookKind, Reading>>>>> = {
  starrocks: async (tools) =>
    (await import('../activities/starrocks/look.ts')).createLook(tools) as Readonly<Record<LookKind, Reading>>,
  databend: async (tools) =>
    (await import('../activities/databend/look.ts')).createLook(tools) as Readonly<Record<LookKind, Reading>>,
};

/** The only door to the activities: for commands that read, with no Temporal and no worker. */
export async function lookHere<Kind extends LookKind>(
  kind: Kind,
  input: Looks[Kind]['input'],
): Promise<Looks[Kind]['result']> {
  const { createTools } = await import('../activities/tools.ts');
  const tools = createTools();
  try {
    const look = await LOOKS[input.engine](tools);
    return cleanDeep((await look[kind](input)) as Looks[Kind]['result']);
  } finally {
    await tools.ssh.close();
  }
}

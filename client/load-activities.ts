import type { LookKind, Looks } from '../model/look.ts';
import { cleanDeep } from './clean-text.ts';

/** The only door to the activities: for commands that read, with no Temporal and no worker. */
export async function lookHere<Kind extends LookKind>(
  kind: Kind,
  input: Looks[Kind]['input'],
): Promise<Looks[Kind]['result']> {
  const [{ createLook }, { createTools }] = await Promise.all([
    import('../activities/starrocks/look.ts'),
    import('../activities/tools.ts'),
  ]);
  const tools = createTools();
  try {
    return cleanDeep(await createLook(tools)[kind](input));
  } finally {
    await tools.ssh.close();
  }
}

import { withLink } from '../connect.ts';
import type { ExitCode } from '../exit-codes.ts';
import { nameOperation } from '../name-operation.ts';
import { showOther } from '../screens/other.ts';
import type { Terminal } from '../terminal.ts';
import { untilInterrupted } from '../until-interrupted.ts';
import { watch } from '../watch.ts';
import type { OpsOptions } from './ops-show.ts';

/** Follows an operation from any terminal; with no worker it shows what the server knows. */
export async function runOpsWatch(
  name: string | undefined,
  { file, profile, json = false }: OpsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return await withLink({ profile }, async (link) => {
    const target = await nameOperation(link, name, file);
    if (!json) terminal.print(showOther(target, 'watch', terminal.view()));
    return await untilInterrupted((signal) => watch(link, target, terminal, { json, signal }));
  });
}

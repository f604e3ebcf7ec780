import type { Verb } from '../../model/operation.ts';
import { withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { giveVerb } from '../give-verb.ts';
import { nameOneOperation } from '../name-operation.ts';
import { readOperation } from '../read-operation.ts';
import { showHeader } from '../screens/operation-header.ts';
import type { Terminal } from '../terminal.ts';
import { untilInterrupted } from '../until-interrupted.ts';
import { watch } from '../watch.ts';
import { whoami } from '../whoami.ts';
import type { OpsOptions } from './ops-show.ts';

export interface VerbOptions extends OpsOptions {
  readonly why?: string;
  /** Follow the operation afterwards. @default false */
  readonly watch?: boolean;
}

/** pause, resume, retry, undo: recorded with who, when and why. */
export async function runOpsVerb(
  verb: Verb,
  name: string | undefined,
  options: VerbOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { file, profile, json = false, why } = options;
  return await withLink({ profile }, async (link) => {
    const target = await nameOneOperation(link, name, file, `muster ops ${verb}`);
    const answered = await giveVerb(link, target, verb, { by: whoami(), ...(why !== undefined && { why }) });
    if (options.watch === true) {
      return await untilInterrupted((signal) => watch(link, target, terminal, { json, signal }));
    }
    // An undo ends the scope that holds after it has answered: what it is now has to be asked anew.
    const { progress } = await readOperation(link.client, target.workflowId, target.runId).catch(() => ({
      progress: answered,
    }));
    const view = terminal.view();
    if (json) terminal.json(progress);
    else
      terminal.print([
        `${view.style.green('✓')} ${verb} is taken`,
        ...showHeader(progress, view),
        `${view.style.dim('next:')} muster ops watch ${target.name}`,
      ]);
    return EXIT.DONE;
  });
}

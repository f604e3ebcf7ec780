import { withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { nameOperation } from '../name-operation.ts';
import { readOperation } from '../read-operation.ts';
import { showOperation } from '../screens/ops-show.ts';
import { showOther } from '../screens/other.ts';
import { showPlan } from '../screens/plan.ts';
import { isOutage, temporalDown } from '../temporal-errors.ts';
import type { Terminal } from '../terminal.ts';

export interface OpsOptions {
  readonly file?: string;
  readonly profile?: string;
  readonly json?: boolean;
}

/** Everything that is known of one operation. Its exit code is that of the reading, not of the operation. */
export async function runOpsShow(
  name: string | undefined,
  { file, profile, json = false }: OpsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return await withLink({ profile }, async (link) => {
    const target = await nameOperation(link, name, file);
    const { workflowId, runId } = target;
    const snapshot = await readOperation(link.client, workflowId, runId).catch((error: unknown) => {
      throw isOutage(error) ? temporalDown(link, 'the operation could not be read', error) : error;
    });
    const view = terminal.view();
    if (!json) terminal.print(showOther(target, 'show', view));
    if (json) terminal.json({ ...snapshot.progress, live: snapshot.live, source: snapshot.source });
    else
      terminal.print(
        snapshot.progress.request.mode === 'plan' ? showPlan(snapshot.progress, view) : showOperation(snapshot, view),
      );
    return EXIT.DONE;
  });
}

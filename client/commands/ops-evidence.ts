import { withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { nameOperation } from '../name-operation.ts';
import { readRecord } from '../read-record.ts';
import { showEvidence } from '../screens/evidence.ts';
import { isOutage, temporalDown } from '../temporal-errors.ts';
import type { Terminal } from '../terminal.ts';
import type { OpsOptions } from './ops-show.ts';

/** All that happened in one operation, in the order of its time, as the server wrote it down. */
export async function runOpsEvidence(
  name: string | undefined,
  { file, profile, json = false }: OpsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return await withLink({ profile }, async (link) => {
    const { workflowId, runId } = await nameOperation(link, name, file);
    const { progress, entries } = await readRecord(link.client, workflowId, runId).catch((error: unknown) => {
      throw isOutage(error) ? temporalDown(link, 'the operation could not be read', error) : error;
    });
    const { request, state, startedAt, endedAt } = progress;
    if (json) terminal.json({ request, state, startedAt, ...(endedAt !== undefined && { endedAt }), entries });
    else terminal.print(showEvidence(progress, entries, terminal.view()));
    return EXIT.DONE;
  });
}

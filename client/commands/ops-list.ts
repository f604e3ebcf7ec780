import type { WorkflowExecutionInfo } from '@temporalio/client';
import { withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { listOperations } from '../find-operation.ts';
import { readMemo } from '../memo.ts';
import { readState } from '../read-attributes.ts';
import { type OperationRow, showOperations } from '../screens/ops-list.ts';
import { isOutage, temporalDown } from '../temporal-errors.ts';
import type { Terminal } from '../terminal.ts';

export interface OpsListOptions {
  readonly profile?: string;
  readonly json?: boolean;
  /** @default 20 */
  readonly limit: number;
  /** Plans too. @default false */
  readonly plans?: boolean;
}

export async function runOpsList(
  { profile, json = false, limit, plans = false }: OpsListOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return await withLink({ profile }, async (link) => {
    const rows: OperationRow[] = [];
    try {
      for await (const info of listOperations(link)) {
        const row = readRow(info);
        if (row !== undefined && (plans || !row.plan)) rows.push(row);
        if (rows.length >= limit) break;
      }
    } catch (error) {
      if (isOutage(error)) throw temporalDown(link, 'the operations could not be listed', error);
      throw error;
    }
    if (json) terminal.json(rows);
    else terminal.print(showOperations(rows, terminal.view()));
    return EXIT.DONE;
  });
}

function readRow(info: WorkflowExecutionInfo): OperationRow | undefined {
  const memo = readMemo(info.memo);
  if (memo === undefined) return undefined;
  const [kind, cluster = ''] = info.workflowId.split('/');
  return {
    id: memo.requestId,
    cluster,
    verb: memo.verb,
    nodes: memo.nodes,
    plan: kind === 'plan',
    state: readState(info),
    by: memo.by,
    startedAt: info.startTime.toISOString(),
    ...(info.closeTime !== undefined && { endedAt: info.closeTime.toISOString() }),
  };
}

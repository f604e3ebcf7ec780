import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { CLOSED_STATES, type OperationState } from '../../model/operation.ts';
import { withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { listQueued } from '../find-queued.ts';
import { listPast } from '../list-past.ts';
import { readMemo } from '../../model/operation-memo.ts';
import { readState } from '../read-attributes.ts';
import { readDrain } from '../read-drain.ts';
import { type OperationRow, showOperations } from '../screens/ops-list.ts';
import { showWaiting } from '../screens/queue.ts';
import { readWait } from '../read-wait.ts';
import { isOutage, temporalDown } from '../temporal-errors.ts';
import type { Terminal } from '../terminal.ts';

export interface OpsListOptions {
  readonly profile?: string;
  readonly json?: boolean;
  /** @default 20; with `all` or `since` all of them */
  readonly limit?: number;
  /** Every one that fits, however many. @default false */
  readonly all?: boolean;
  /** Plans too. @default false */
  readonly plans?: boolean;
  /** Those that were at work then or later. @default as far back as the server remembers */
  readonly since?: Date;
  /** @default every one */
  readonly cluster?: string;
  /** @default every one */
  readonly state?: readonly OperationState[];
}

const FEW = 20;

interface FoundRow extends OperationRow {
  readonly workflowId: string;
  readonly runId: string;
}

export async function runOpsList(options: OpsListOptions, terminal: Terminal): Promise<ExitCode> {
  const { profile, json = false, plans = false, all = false, since, cluster, state } = options;
  const limit = options.limit ?? (all || since !== undefined ? Number.POSITIVE_INFINITY : FEW);
  return await withLink({ profile }, async (link) => {
    const rows: FoundRow[] = [];
    let more = false;
    try {
      const question = { ...(since !== undefined && { since }), ...(cluster !== undefined && { cluster }) };
      for await (const info of listPast(link, question)) {
        const row = readRow(info);
        if (row === undefined || (row.plan && !plans) || !(state?.includes(row.state) ?? true)) continue;
        more = rows.length >= limit;
        if (more) break;
        rows.push(row);
      }
    } catch (error) {
      if (isOutage(error)) throw temporalDown(link, 'the operations could not be listed', error);
      throw error;
    }
    const drained = await Promise.all(
      rows.map(async (row) => withWait(link.client, await withDrain(link.client, row))),
    );
    const known = drained.map(({ workflowId: _, runId: __, ...row }) => row);
    const asked = since !== undefined || cluster !== undefined || state !== undefined;
    if (json) {
      terminal.json(known);
      return EXIT.DONE;
    }
    // They have not begun, and the list is not refused for want of them.
    const waiting = await listQueued(link).catch(() => []);
    const view = terminal.view();
    terminal.print([
      ...showOperations(known, view, { more, asked }),
      ...showWaiting(
        waiting.filter((one) => cluster === undefined || one.cluster === cluster),
        view,
      ),
    ]);
    return EXIT.DONE;
  });
}

/** How far a drain is; a list is not refused for want of it. */
async function withDrain(client: Client, row: FoundRow): Promise<FoundRow> {
  if (CLOSED_STATES.includes(row.state)) return row;
  const drain = await readDrain(client, row.workflowId, row.runId).catch(() => undefined);
  return drain === undefined ? row : { ...row, drain };
}

/** Which window one waits for is not in the list of the server. */
async function withWait(client: Client, row: FoundRow): Promise<FoundRow> {
  if (row.state !== 'waiting') return row;
  const window = await readWait(client, row.workflowId, row.runId).catch(() => undefined);
  return window === undefined ? row : { ...row, window };
}

function readRow(info: WorkflowExecutionInfo): FoundRow | undefined {
  const memo = readMemo(info.memo);
  if (memo === undefined) return undefined;
  const [kind, cluster = ''] = info.workflowId.split('/');
  return {
    workflowId: info.workflowId,
    runId: info.runId,
    id: memo.requestId,
    cluster,
    verb: memo.verb,
    nodes: memo.nodes,
    ...(memo.with !== undefined && { with: memo.with }),
    plan: kind === 'plan',
    state: readState(info),
    by: memo.by,
    ...(memo.why !== undefined && { why: memo.why }),
    startedAt: info.startTime.toISOString(),
    ...(info.closeTime !== undefined && { endedAt: info.closeTime.toISOString() }),
  };
}

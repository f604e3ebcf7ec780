import { CLOSED_STATES, operationWorkflowId } from '../../model/operation.ts';
import { type Link, withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { readClusterStatus } from '../load-activities.ts';
import { loadCluster } from '../load-cluster.ts';
import { type RunningOperation, showStatus } from '../screens/status.ts';
import type { Terminal } from '../terminal.ts';

export interface StatusOptions {
  readonly file?: string;
  readonly profile?: string;
  readonly json?: boolean;
}

/** The cluster itself is asked; Temporal only for what runs on it, and it may be down. */
export async function runStatus({ file, profile, json = false }: StatusOptions, terminal: Terminal): Promise<ExitCode> {
  const { cluster, notice } = await loadCluster(file);
  if (notice !== undefined) terminal.warn(terminal.view().style.dim(notice));
  const [status, operation] = await Promise.all([readClusterStatus(cluster), readRunning(cluster.name, profile)]);
  if (json) terminal.json({ ...status, operation });
  else terminal.print(showStatus(status, operation, terminal.view()));
  return EXIT.DONE;
}

async function readRunning(cluster: string, profile: string | undefined): Promise<RunningOperation> {
  try {
    return await withLink({ profile }, (link) => describeRunning(link, cluster));
  } catch {
    return 'not asked';
  }
}

async function describeRunning({ client }: Link, cluster: string): Promise<RunningOperation> {
  const { isNotFound } = await import('../temporal-errors.ts');
  const { readMemo } = await import('../memo.ts');
  const { readState } = await import('../read-attributes.ts');
  try {
    const description = await client.withDeadline(Date.now() + 3_000, () =>
      client.workflow.getHandle(operationWorkflowId(cluster)).describe(),
    );
    const state = readState(description);
    const memo = readMemo(description.memo);
    if (CLOSED_STATES.includes(state) || memo === undefined) return 'none';
    return {
      id: memo.requestId,
      what: `${memo.verb} ${memo.nodes.join(', ')}`,
      state,
      by: memo.by,
      since: description.startTime.toISOString(),
    };
  } catch (error) {
    if (isNotFound(error)) return 'none';
    throw error;
  }
}

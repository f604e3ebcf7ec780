import type { WorkflowExecutionInfo } from '@temporalio/client';
import { isOpenStatus } from '../../model/is-open-status.ts';
import { operationWorkflowId } from '../../model/foreman.ts';
import type { OperationState } from '../../model/operation.ts';
import { FIRING_TYPE, type FiringKind, type FiringMemo, firingPrefix } from '../../model/schedule/schedule.ts';
import { cleanDeep } from '../../model/clean-text.ts';
import type { Link } from '../connect.ts';
import { readState } from '../read-attributes.ts';

const CALL_LIMIT_MS = 5_000;

/** One firing, and what became of its operation. */
export interface Firing {
  /** ISO time for which it was planned. */
  readonly due: string;
  /** `waiting` no worker has taken it up · `ended` from outside, with no word. */
  readonly outcome: FiringKind | 'waiting' | 'ended';
  readonly operation?: string;
  /** Once it has begun. */
  readonly state?: OperationState;
  readonly why?: string;
  readonly code?: string;
  readonly hint?: string;
  readonly triggeredBy?: string;
}

/** The last ones, newest first. */
export async function listFirings(link: Link, cluster: string, name: string, most: number): Promise<readonly Firing[]> {
  const { client } = link;
  const query = `WorkflowType = '${FIRING_TYPE}' AND WorkflowId STARTS_WITH '${firingPrefix(cluster, name)}'`;
  const found: WorkflowExecutionInfo[] = [];
  for await (const info of client.workflow.list({ query, pageSize: most })) {
    found.push(info);
    if (found.length >= most) break;
  }
  return await Promise.all(found.map((info) => readFiring(link, cluster, info)));
}

async function readFiring(link: Link, cluster: string, info: WorkflowExecutionInfo): Promise<Firing> {
  const { outcome, triggeredBy } = cleanDeep((info.memo ?? {}) as unknown as FiringMemo);
  const triggered = triggeredBy === undefined ? {} : { triggeredBy };
  if (outcome === undefined) {
    const open = isOpenStatus(info.status.name);
    return { due: info.startTime.toISOString(), outcome: open ? 'waiting' : 'ended', ...triggered };
  }
  const { kind, due, operation, why, code, hint } = outcome;
  const state = kind === 'started' || kind === 'queued' ? await readOutcome(link, cluster, operation) : undefined;
  return {
    due,
    outcome: kind,
    operation,
    ...(state !== undefined && { state }),
    ...(why !== undefined && { why }),
    ...(code !== undefined && { code }),
    ...(hint !== undefined && { hint }),
    ...triggered,
  };
}

/** A list is not refused for want of it. */
async function readOutcome({ client }: Link, cluster: string, operation: string): Promise<OperationState | undefined> {
  try {
    const handle = client.workflow.getHandle(operationWorkflowId(cluster, operation));
    return readState(await client.withDeadline(Date.now() + CALL_LIMIT_MS, () => handle.describe()));
  } catch {
    return undefined;
  }
}

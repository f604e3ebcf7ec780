import { backendHandle } from '../../../model/starrocks/cluster-spec.ts';
import { MusterError } from '../../../model/error.ts';
import { judgeOthers, listAway } from '../../../model/starrocks/backend/judge-restart.ts';
import { findMember, isHeard } from '../../../model/starrocks/backend/members.ts';
import { parseStatistic } from '../../../model/starrocks/data/statistic-rows.ts';
import { SHOW_STATISTIC } from '../../../model/starrocks/data/statements.ts';
import type { CheckResult } from '../../../model/step.ts';
import { activityAttempt, activitySignal } from '../../context.ts';
import { findSupervisor } from '../../process/find-supervisor.ts';
import type { Tools } from '../../tools.ts';
import { askingLeader } from '../data/ask-leader.ts';
import { readBackends } from '../data/read-backends.ts';
import { findLeader } from '../find-leader.ts';
import { type NodeInput, findBackend } from '../find-node.ts';
import { identityOf } from '../../services/service.ts';
import { findProcess } from './find-process.ts';

const TRIES = 3;

/**
 * The node as it was before its restart. In history, so that whoever goes on knows which process is the old one: a newer one is
 * not stopped again, whoever started it.
 */
export type BackendBefore = {
  /** What only the process had; absent when none ran. */
  readonly process?: string;
  /** As the leader said it; absent when it did not know. */
  readonly startTime?: string;
  /** What starts it again by itself when it ends. */
  readonly supervisor?: string;
  /** Handles of others that were away already, or gave their tablets away. */
  readonly away: readonly string[];
  /** Tablets that are not healthy, in the whole cluster; absent where there are none to count. */
  readonly unhealthy?: number;
};

/** Whether the others can spare it now, and what it is now. */
export async function lookBefore(tools: Tools, input: NodeInput): Promise<CheckResult> {
  const node = findBackend(input);
  const running = await findProcess(tools, node);
  const supervisor =
    running === undefined ? undefined : await findSupervisor(tools.ssh, node.ssh, running.pid, activitySignal());
  const leader = await findLeader(tools, input.cluster);
  const members = await readBackends(tools, input.cluster, leader);
  const member = findMember(members, backendHandle(node));
  const findings = member !== undefined && isHeard(member) ? judgeOthers(members, node.role, [member.handle]) : [];
  const refusal = findings.find(({ severity }) => severity === 'refusal');
  // One that was restarted a moment ago is heard within seconds.
  if (refusal !== undefined && activityAttempt() < TRIES) {
    throw new MusterError('CHECK_REFUSED', refusal.message, { kind: 'transient', hint: 'muster status' });
  }
  const counts = node.role === 'be' && !members.sharedData;
  const asked = askingLeader(tools, input.cluster, leader);
  const value: BackendBefore = {
    away: listAway(members, node.role),
    ...(running !== undefined && { process: identityOf(running) }),
    ...(member?.lastStartTime !== undefined && { startTime: member.lastStartTime }),
    ...(supervisor !== undefined && { supervisor }),
    ...(counts && { unhealthy: parseStatistic(await asked(SHOW_STATISTIC)).total.unhealthy }),
  };
  return { findings, value };
}

import { backendHandle } from '../../../model/starrocks/cluster-spec.ts';
import { MusterError } from '../../../model/error.ts';
import { sshCommand } from '../../../model/ssh-target.ts';
import { judgeOthers } from '../../../model/starrocks/backend/judge-restart.ts';
import { findMember, isHeard } from '../../../model/starrocks/backend/members.ts';
import type { Action, ChangePlan, ChangeResult } from '../../../model/step.ts';
import { probePort } from '../../net/probe-port.ts';
import type { Tools } from '../../tools.ts';
import { readBackends } from '../data/read-backends.ts';
import { evidence } from '../../evidence.ts';
import { findLeader } from '../find-leader.ts';
import { type NodeInput, findBackend } from '../find-node.ts';
import { type ServiceProcess, identityOf } from '../../services/service.ts';
import { findProcess } from './find-process.ts';
import type { BackendBefore } from './look-before.ts';
import { stopBackend, toStop } from './stop.ts';

export interface StopForRestartInput extends NodeInput {
  readonly before: BackendBefore | undefined;
}

/** Ends the process that ran before the restart, and no newer one: that is the restart, whoever made it. */
export const stopForRestart = {
  async plan(tools: Tools, input: StopForRestartInput): Promise<ChangePlan> {
    const running = await findOld(tools, input);
    return { actions: [running === undefined ? nothing(input) : toStop(findBackend(input), running)] };
  },

  async perform(tools: Tools, input: StopForRestartInput): Promise<ChangeResult> {
    const node = findBackend(input);
    const running = await findOld(tools, input);
    if (running === undefined) {
      await refuseUnknown(tools, input);
      return evidence(nothing(input), 'no process of before the restart');
    }
    await requireSpare(tools, input);
    return evidence(toStop(node, running), await stopBackend(tools, node, running));
  },
};

/**
 * The others anew, right before the stop: there may have been a pause, or a loss, since they were looked at. Those that were
 * away then were told, and accepted.
 */
async function requireSpare(tools: Tools, { cluster, node: alias, before }: StopForRestartInput): Promise<void> {
  const node = findBackend({ cluster, node: alias });
  const members = await readBackends(tools, cluster, await findLeader(tools, cluster));
  const member = findMember(members, backendHandle(node));
  if (member === undefined || !isHeard(member)) return;
  const refusal = judgeOthers(members, node.role, [member.handle], before?.away).find(
    ({ severity }) => severity === 'refusal',
  );
  if (refusal === undefined) return;
  throw new MusterError('CHECK_REFUSED', refusal.message, { kind: 'transient', hint: 'muster status' });
}

async function findOld(tools: Tools, input: StopForRestartInput): Promise<ServiceProcess | undefined> {
  const running = await findProcess(tools, findBackend(input));
  if (running === undefined) return undefined;
  // While only a plan is made nobody has looked before.
  if (input.before === undefined) return running;
  return identityOf(running) === input.before.process ? running : undefined;
}

/** Something answers that is not the process of the pid file: a second one beside it would end in its storage. */
async function refuseUnknown(tools: Tools, input: StopForRestartInput): Promise<void> {
  const node = findBackend(input);
  if ((await probePort(node.host, node.ports.heartbeat, { limitMs: 2_000 })) !== 'open') return;
  if ((await findProcess(tools, node)) !== undefined) return;
  throw new MusterError(
    'COMMAND_FAILED',
    `${node.host} answers on port ${node.ports.heartbeat}, but ${node.home} has no pid file of a process that runs`,
    { hint: `${sshCommand(node.ssh)} pgrep -af starrocks_be` },
  );
}

function nothing(input: StopForRestartInput): Action {
  const { alias, home } = findBackend(input);
  return { kind: 'nothing', on: alias, because: `no process of before the restart runs in ${home}` };
}

import { type FrontendSpec, frontendHandle } from '../../model/starrocks/cluster-spec.ts';
import { MusterError } from '../../model/error.ts';
import { sshCommand } from '../../model/ssh-target.ts';
import type { StopSignal } from '../../model/starrocks/choose-signal.ts';
import { costsQuorum, judgeSpare } from '../../model/starrocks/judge-restart.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { activityAttempt } from '../context.ts';
import { probePort } from '../net/probe-port.ts';
import type { Tools } from '../tools.ts';
import { evidence } from '../evidence.ts';
import { type NodeInput, findNode } from './find-node.ts';
import { type Before, identify } from './look-before.ts';
import { readMembers } from './read-members.ts';
import { stopMember } from './stop-member.ts';

export interface StopForRestartInput extends NodeInput {
  readonly before: Before | undefined;
  readonly outage?: string;
}

/** Ends the process that ran before the restart, and no newer one: that is the restart, whoever made it. */
export const stopForRestart = {
  async plan(tools: Tools, input: StopForRestartInput): Promise<ChangePlan> {
    const running = await findOld(tools, input);
    return {
      actions: [running === undefined ? nothing(input) : toAction(input, running, input.before?.signal ?? 'TERM')],
    };
  },

  async perform(tools: Tools, input: StopForRestartInput): Promise<ChangeResult> {
    const node = findNode(input);
    const running = await findOld(tools, input);
    if (running === undefined) {
      await refuseUnknown(tools, input);
      return evidence(nothing(input), 'no process of before the restart');
    }
    await requireSpare(tools, input);
    // After a first try that came to nothing it is asked plainly: a second SIGUSR1 may not be understood.
    const how = activityAttempt() === 1 ? (input.before?.signal ?? 'TERM') : 'TERM';
    const outcome = await stopMember(tools, node, running, how);
    return evidence(toAction(input, running, how), outcome);
  },
};

/** The quorum anew, right before the stop: there may have been a pause, or a loss, since it was looked at. */
async function requireSpare(tools: Tools, input: StopForRestartInput): Promise<void> {
  if (input.outage !== undefined) return;
  const { members } = await readMembers(tools, input.cluster);
  const handle = frontendHandle(findNode(input));
  if (!costsQuorum(members, handle)) return;
  const refusal = judgeSpare(members, handle).find(({ gate }) => gate === 'outage');
  // A new leader takes a moment to be known to all, so it is asked again.
  throw new MusterError('CHECK_REFUSED', refusal?.message ?? `${handle} cannot be spared`, {
    kind: 'transient',
    hint: 'muster status',
  });
}

interface OldProcess {
  readonly pid: number;
  readonly started: string;
}

async function findOld(tools: Tools, input: StopForRestartInput): Promise<OldProcess | undefined> {
  const now = await identify(tools, input);
  if (now === undefined || now !== input.before?.process) return undefined;
  const [pid = '', started = ''] = now.split('@');
  return { pid: Number(pid), started };
}

/** Something answers that is not the process of the pid file: a second one beside it would ruin the meta directory. */
async function refuseUnknown(tools: Tools, input: StopForRestartInput): Promise<void> {
  const node = findNode(input);
  if ((await probePort(node.host, node.ports.editLog, { limitMs: 2_000 })) !== 'open') return;
  if ((await identify(tools, input)) !== undefined) return;
  throw new MusterError(
    'COMMAND_FAILED',
    `${node.host} answers on port ${node.ports.editLog}, but ${node.home} has no pid file of a frontend that runs`,
    { hint: `${sshCommand(node.ssh)} pgrep -af StarRocksFE` },
  );
}

function toAction({ node }: NodeInput, { pid }: OldProcess, how: StopSignal): Action {
  return { kind: 'command', on: node, command: `kill -s ${how} ${pid}` };
}

function nothing(input: NodeInput): Action {
  const { alias, home }: FrontendSpec = findNode(input);
  return { kind: 'nothing', on: alias, because: `no frontend of before the restart runs in ${home}` };
}

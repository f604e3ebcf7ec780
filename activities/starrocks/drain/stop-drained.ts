import type { Action, ChangePlan, ChangeResult } from '../../../model/step.ts';
import { MusterError } from '../../../model/error.ts';
import { sshCommand } from '../../../model/ssh-target.ts';
import { activitySignal, reportNote } from '../../context.ts';
import { probePort } from '../../net/probe-port.ts';
import { stopProcess } from '../../process/stop-process.ts';
import type { Tools } from '../../tools.ts';
import { MARKER, findProcess } from '../backend/find-process.ts';
import { evidence } from '../../evidence.ts';
import { type NodeInput, findBackend } from '../find-node.ts';

/** It lets running fragments end for up to 20 s (as read). */
const LIMIT_MS = 60_000;

/**
 * SIGTERM, as `stop_be.sh -g` sends it; without -g the script kills at once (as read). It is out of the cluster and holds
 * nothing that anybody asks for, so one that stays is killed at the limit.
 */
export const stopDrained = {
  async plan(tools: Tools, input: NodeInput): Promise<ChangePlan> {
    const running = await findProcess(tools, findBackend(input));
    return { actions: [running === undefined ? nothing(input) : toAction(input, running.pid)] };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const node = findBackend(input);
    const running = await findProcess(tools, node);
    if (running === undefined) return evidence(nothing(input), 'no process');
    const { pid, started } = running;
    reportNote(`stopping pid ${pid} on ${node.alias}`);
    const outcome = await stopProcess(tools.ssh, node.ssh, {
      pid,
      started,
      markers: [MARKER],
      limitMs: LIMIT_MS,
      kill: true,
      signal: activitySignal(),
    });
    if ((await probePort(node.host, node.ports.heartbeat, { limitMs: 2_000 })) === 'open') {
      throw new MusterError(
        'COMMAND_FAILED',
        `pid ${pid} is gone, but ${node.host} still answers: something starts it again`,
        { hint: `${sshCommand(node.ssh)} systemctl list-units --type=service` },
      );
    }
    return evidence(toAction(input, pid), outcome);
  },
};

function toAction({ node }: NodeInput, pid: number): Action {
  return { kind: 'command', on: node, command: `kill -TERM ${pid}` };
}

function nothing(input: NodeInput): Action {
  return { kind: 'nothing', on: input.node, because: `no backend runs in ${findBackend(input).home}` };
}

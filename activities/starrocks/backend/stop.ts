import type { BackendSpec } from '../../../model/starrocks/cluster-spec.ts';
import { MusterError } from '../../../model/error.ts';
import { sshCommand } from '../../../model/ssh-target.ts';
import type { Action, ChangePlan, ChangeResult } from '../../../model/step.ts';
import { reportNote } from '../../context.ts';
import { probePort } from '../../net/probe-port.ts';
import type { ServiceProcess } from '../../services/service.ts';
import type { Tools } from '../../tools.ts';
import { evidence } from '../../evidence.ts';
import { type NodeInput, findBackend } from '../find-node.ts';
import { findProcess } from './find-process.ts';
import { serviceOf } from './service-of.ts';

/**
 * SIGTERM, as `stop_be.sh -g` sends it: without -g the script kills at once (as read), and queries that run there fail. It also
 * waits without a limit; here a process that stays fails the step, and a person decides.
 */
export const stop = {
  async plan(tools: Tools, input: NodeInput): Promise<ChangePlan> {
    const node = findBackend(input);
    const running = await findProcess(tools, node);
    return { actions: [running === undefined ? nothing(node) : toStop(node, running)] };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const node = findBackend(input);
    const running = await findProcess(tools, node);
    if (running === undefined) return evidence(nothing(node), 'no process');
    const outcome = await stopBackend(tools, node, running);
    if ((await probePort(node.host, node.ports.heartbeat)) === 'open') {
      throw new MusterError(
        'COMMAND_FAILED',
        `pid ${running.pid} is gone, but ${node.host} still answers: something starts it again`,
        { hint: `${sshCommand(node.ssh)} systemctl list-units --type=service` },
      );
    }
    return evidence(toStop(node, running), outcome);
  },
};

/** Returns when exactly this process is gone. */
export async function stopBackend(tools: Tools, node: BackendSpec, process: ServiceProcess): Promise<string> {
  reportNote(`stopping pid ${process.pid} on ${node.alias}: what runs there may end first`);
  return await serviceOf(tools, node).stop(process);
}

export function toStop({ alias }: BackendSpec, { pid }: ServiceProcess): Action {
  return { kind: 'command', on: alias, command: `kill -TERM ${pid}` };
}

function nothing({ alias, home, role }: BackendSpec): Action {
  return { kind: 'nothing', on: alias, because: `no ${role === 'be' ? 'backend' : 'compute node'} runs in ${home}` };
}

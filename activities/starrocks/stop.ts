import type { FrontendSpec } from '../../model/starrocks/cluster-spec.ts';
import { MusterError } from '../../model/error.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { sshCommand } from '../../model/ssh-target.ts';
import { activitySignal, reportNote } from '../context.ts';
import { probePort } from '../net/probe-port.ts';
import { stopProcess } from '../process/stop-process.ts';
import type { Tools } from '../tools.ts';
import { evidence } from '../evidence.ts';
import { type NodeInput, findNode } from './find-node.ts';
import { findProcess } from './find-process.ts';

/**
 * A dropped follower does not exit by itself (recorded on 3.5.7): it is ended here, the right pid and no other. SIGTERM is
 * what stop_fe.sh sends; the script itself kills whatever has the pid up to 3.3, and waits without a limit (as read).
 */
export const stop = {
  async plan(tools: Tools, input: NodeInput): Promise<ChangePlan> {
    const node = findNode(input);
    const running = await findProcess(tools, node);
    return { actions: [running === undefined ? nothing(node) : toAction(node, running.pid)] };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const node = findNode(input);
    const running = await findProcess(tools, node);
    if (running === undefined) return evidence(nothing(node), 'no process');
    reportNote(`stopping pid ${running.pid} on ${node.alias}`);
    const outcome = await stopProcess(tools.ssh, node.ssh, {
      pid: running.pid,
      markers: ['StarRocksFE'],
      limitMs: 90_000,
      signal: activitySignal(),
    });
    const [http, editLog] = await Promise.all([
      probePort(node.host, node.ports.http, { limitMs: 2_000 }),
      probePort(node.host, node.ports.editLog, { limitMs: 2_000 }),
    ]);
    if (http === 'open' || editLog === 'open') {
      throw new MusterError(
        'COMMAND_FAILED',
        `pid ${running.pid} is gone, but ${node.host} still answers: something starts it again`,
        {
          hint: `${sshCommand(node.ssh)} systemctl list-units --type=service`,
        },
      );
    }
    return evidence(toAction(node, running.pid), outcome);
  },
};

function toAction(node: FrontendSpec, pid: number): Action {
  return { kind: 'command', on: node.alias, command: `kill -TERM ${pid}` };
}

function nothing(node: FrontendSpec): Action {
  return { kind: 'nothing', on: node.alias, because: `no frontend runs in ${node.home}` };
}

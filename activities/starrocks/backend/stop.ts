import type { BackendSpec } from '../../../model/starrocks/cluster-spec.ts';
import { MusterError } from '../../../model/error.ts';
import { sshCommand } from '../../../model/ssh-target.ts';
import type { Action, ChangePlan, ChangeResult } from '../../../model/step.ts';
import { activitySignal, reportNote } from '../../context.ts';
import { probePort } from '../../net/probe-port.ts';
import { stopProcess } from '../../process/stop-process.ts';
import type { Tools } from '../../tools.ts';
import { evidence } from '../../evidence.ts';
import { type NodeInput, findBackend } from '../find-node.ts';
import { type BackendProcess, MARKER, findProcess } from './find-process.ts';

/**
 * As read: it lets running fragments end for up to 20 s (`loop_count_wait_fragments_finish` 2 times 10 s), and from 3.4 on
 * tells the leader that it leaves, which gives it no new ones.
 */
const LIMIT_MS = 90_000;

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
export async function stopBackend(tools: Tools, node: BackendSpec, { pid, started }: BackendProcess): Promise<string> {
  reportNote(`stopping pid ${pid} on ${node.alias}: what runs there may end first`);
  return await stopProcess(tools.ssh, node.ssh, {
    pid,
    started,
    markers: [MARKER],
    limitMs: LIMIT_MS,
    signal: activitySignal(),
  });
}

export function toStop({ alias }: BackendSpec, { pid }: BackendProcess): Action {
  return { kind: 'command', on: alias, command: `kill -TERM ${pid}` };
}

function nothing({ alias, home, role }: BackendSpec): Action {
  return { kind: 'nothing', on: alias, because: `no ${role === 'be' ? 'backend' : 'compute node'} runs in ${home}` };
}

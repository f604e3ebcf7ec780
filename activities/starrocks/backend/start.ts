import { setTimeout as sleep } from 'node:timers/promises';
import { MusterError } from '../../../model/error.ts';
import { sshCommand } from '../../../model/ssh-target.ts';
import type { Action, ChangePlan, ChangeResult } from '../../../model/step.ts';
import { activitySignal, reportNote } from '../../context.ts';
import type { Tools } from '../../tools.ts';
import { evidence } from '../../evidence.ts';
import { awaitNodeEnding } from '../await-ending.ts';
import { type NodeInput, findBackend } from '../find-node.ts';
import type { ServiceProcess } from '../../services/service.ts';
import { findProcess } from './find-process.ts';
import { describeLaunch, launch } from './launch.ts';

export interface StartInput extends NodeInput {
  /** What starts it by itself: its process is waited for, and none is started beside it. @default nothing does */
  readonly supervisor?: string | undefined;
}

/** A second apart; a unit with `RestartSec` waits before it starts. */
const LOOKS = 120;

/** For the first time or again: a backend knows its cluster from the leader's heartbeat, so nobody else is needed. */
export const start = {
  async plan(_tools: Tools, input: StartInput): Promise<ChangePlan> {
    return { actions: [toAction(input)] };
  },

  async perform(tools: Tools, input: StartInput): Promise<ChangeResult> {
    const node = findBackend(input);
    const action = toAction(input);
    await awaitNodeEnding(tools, node);
    const running = input.supervisor === undefined ? await findProcess(tools, node) : await awaitOther(tools, input);
    if (running !== undefined) return evidence(action, `runs already as pid ${running.pid}`);
    reportNote(`starting ${node.alias}`);
    const { pid } = await launch(tools, node, input.cluster.pace);
    return evidence(action, `pid ${pid}`);
  },
};

/** A process of ours would keep the supervisor from its own, and nobody would start that one again. */
async function awaitOther(tools: Tools, input: StartInput): Promise<ServiceProcess> {
  const node = findBackend(input);
  for (let look = 1; look <= LOOKS; look += 1) {
    const running = await findProcess(tools, node);
    if (running !== undefined) return running;
    reportNote(`waiting for ${input.supervisor} to start ${node.alias}`);
    await sleep(1_000 * input.cluster.pace, undefined, { signal: activitySignal() });
  }
  throw new MusterError('COMMAND_FAILED', `${input.supervisor} did not start ${node.alias} again`, {
    hint: `${sshCommand(node.ssh)} sudo systemctl start ${input.supervisor}`,
  });
}

function toAction(input: StartInput): Action {
  if (input.supervisor === undefined) return describeLaunch(findBackend(input));
  return { kind: 'nothing', on: input.node, because: `${input.supervisor} starts it again by itself` };
}

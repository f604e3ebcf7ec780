import { setTimeout as sleep } from 'node:timers/promises';
import { MusterError } from '../../model/error.ts';
import { sshCommand } from '../../model/ssh-target.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { activitySignal, reportNote } from '../context.ts';
import type { Tools } from '../tools.ts';
import { evidence } from '../evidence.ts';
import { awaitNodeEnding } from './await-ending.ts';
import { type NodeInput, findNode } from './find-node.ts';
import { type FrontendProcess, findProcess } from './find-process.ts';
import { describeLaunch, launch } from './launch.ts';

export interface StartAgainInput extends NodeInput {
  /** What starts it by itself: its process is waited for, and none is started beside it. @default nothing does */
  readonly supervisor?: string | undefined;
}

/** A second apart; a unit with `RestartSec` waits before it starts. */
const LOOKS = 120;

/**
 * Starts a member that was stopped. It knows its peers from its own meta directory, so neither a leader nor a helper is
 * needed, and none is asked: there may be none until it is back.
 */
export const startAgain = {
  async plan(_tools: Tools, input: StartAgainInput): Promise<ChangePlan> {
    return { actions: [toAction(input)] };
  },

  async perform(tools: Tools, input: StartAgainInput): Promise<ChangeResult> {
    const node = findNode(input);
    const action = toAction(input);
    await awaitNodeEnding(tools, node);
    const running = input.supervisor === undefined ? await findProcess(tools, node) : await awaitOther(tools, input);
    if (running !== undefined) return evidence(action, `runs already as pid ${running.pid}`);
    reportNote(`starting the frontend on ${node.alias} again`);
    const { pid } = await launch(tools, node, input.cluster.pace, { meta: 'full' });
    return evidence(action, `pid ${pid}`);
  },
};

/** A process of ours would keep the supervisor from its own, and nobody would start that one again. */
async function awaitOther(tools: Tools, input: StartAgainInput): Promise<FrontendProcess> {
  const node = findNode(input);
  for (let look = 1; look <= LOOKS; look += 1) {
    const running = await findProcess(tools, node);
    if (running !== undefined) return running;
    reportNote(`waiting for ${input.supervisor} to start the frontend on ${node.alias}`);
    await sleep(1_000 * input.cluster.pace, undefined, { signal: activitySignal() });
  }
  throw new MusterError('COMMAND_FAILED', `${input.supervisor} did not start the frontend on ${node.alias} again`, {
    hint: `${sshCommand(node.ssh)} sudo systemctl start ${input.supervisor}`,
  });
}

function toAction(input: StartAgainInput): Action {
  if (input.supervisor === undefined) return describeLaunch(findNode(input));
  return { kind: 'nothing', on: input.node, because: `${input.supervisor} starts it again by itself` };
}

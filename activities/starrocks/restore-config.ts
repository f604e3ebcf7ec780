import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { backupPath } from './configure.ts';
import { evidence } from './evidence.ts';
import { type NodeInput, findNode } from './find-node.ts';

/** Puts the fe.conf back that was there before us. */
export const restoreConfig = {
  async plan(_tools: Tools, input: NodeInput): Promise<ChangePlan> {
    return { actions: [toAction(input)] };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const node = findNode(input);
    const script = 'if [ -e "$1" ]; then mv -f -- "$1" "$2" && echo restored; else echo "nothing to restore"; fi';
    const { stdout } = await runScript(tools.ssh, node.ssh, script, {
      args: [backupPath(node), `${node.home}/conf/fe.conf`],
      limitMs: 15_000,
      what: 'putting fe.conf back',
    });
    return evidence(toAction(input), stdout.trim());
  },
};

function toAction(input: NodeInput): Action {
  const node = findNode(input);
  const backup = backupPath(node);
  return {
    kind: 'command',
    on: node.alias,
    command: `[ ! -e ${backup} ] || mv -f ${backup} ${node.home}/conf/fe.conf`,
  };
}

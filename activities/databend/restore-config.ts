import type { MetaSpec } from '../../model/databend/cluster-spec.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { evidence } from '../evidence.ts';
import { readFile } from '../files/read-file.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { configBackup } from './configure.ts';
import { findMeta, type NodeInput } from './find-node.ts';

/**
 * Puts back the file that was there before `configure`; where there was none, ours goes aside: with it the node would join.
 * Which of the two is decided in the plan: tried again, what was put back must not be taken for ours.
 */
export const restoreConfig = {
  async plan(tools: Tools, input: NodeInput): Promise<ChangePlan> {
    const node = findMeta(input);
    const { exists } = await readFile(tools.ssh, node.ssh, configBackup(node));
    const move = exists ? { from: configBackup(node), to: node.file } : { from: node.file, to: undoneFile(node) };
    return { actions: [toAction(node, move)], expects: { ...move } };
  },

  async perform(tools: Tools, input: NodeInput, plan: ChangePlan): Promise<ChangeResult> {
    const node = findMeta(input);
    const move = plan.expects as unknown as Move;
    const script = 'if [ -e "$1" ]; then mv -f -- "$1" "$2" && echo moved; else echo "nothing to move"; fi';
    const { stdout } = await runScript(tools.ssh, node.ssh, script, {
      args: [move.from, move.to],
      limitMs: 15_000,
      what: `putting ${node.file} back`,
    });
    return evidence(toAction(node, move), stdout.trim());
  },
};

interface Move {
  readonly from: string;
  readonly to: string;
}

/** Where a file of ours goes that nothing was before. */
export function undoneFile({ file }: MetaSpec): string {
  return `${file}.undone-by-muster`;
}

function toAction({ alias }: MetaSpec, { from, to }: Move): Action {
  return { kind: 'command', on: alias, command: `[ ! -e ${from} ] || mv -f ${from} ${to}` };
}

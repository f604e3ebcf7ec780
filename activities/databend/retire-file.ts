import type { MetaSpec } from '../../model/databend/cluster-spec.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { evidence } from '../evidence.ts';
import { readFile } from '../files/read-file.ts';
import type { Tools } from '../tools.ts';
import { configBackup } from './configure.ts';
import { type NodeInput, findMeta } from './find-node.ts';
import { moveAside } from './move-aside.ts';

/**
 * Its file, before its directory: with the file and a new directory a start of the unit would join the group again under the
 * burnt id, silently (recorded on 1.2.888); with the directory and no file it does not start. What was there before the node came
 * goes too: a node that comes later would take it for its own, keep nothing of what it finds, and put that back in an undo.
 */
export const retireFile = {
  async plan(tools: Tools, input: NodeInput): Promise<ChangePlan> {
    const node = findMeta(input);
    const { exists } = await readFile(tools.ssh, node.ssh, configBackup(node));
    return { actions: [toAction(node, node.file), ...(exists ? [toAction(node, configBackup(node))] : [])] };
  },

  async perform(tools: Tools, input: NodeInput, plan: ChangePlan): Promise<ChangeResult> {
    const node = findMeta(input);
    const done = evidence(toAction(node, node.file), await moveAside(tools, node, node.file, prefixOf(node.file)));
    const backup = configBackup(node);
    if (plan.actions.length === 1) return done;
    const kept = evidence(toAction(node, backup), await moveAside(tools, node, backup, prefixOf(backup)));
    return { evidence: [...done.evidence, ...kept.evidence] };
  },
};

function prefixOf(path: string): string {
  return `${path}.retired`;
}

function toAction({ alias }: MetaSpec, path: string): Action {
  return { kind: 'command', on: alias, command: `mv ${path} ${prefixOf(path)}-<time>` };
}

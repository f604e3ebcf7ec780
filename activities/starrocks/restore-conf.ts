import type { StarRocksNode } from '../../model/starrocks/cluster-spec.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { evidence } from '../evidence.ts';
import { type Conf, backupPath } from './put-conf.ts';

/** Puts the conf file back that was there before us. */
export function planRestoring(node: StarRocksNode, file: Conf['file']): ChangePlan {
  return { actions: [toAction(node, file)] };
}

export async function performRestoring(tools: Tools, node: StarRocksNode, file: Conf['file']): Promise<ChangeResult> {
  const script = 'if [ -e "$1" ]; then mv -f -- "$1" "$2" && echo restored; else echo "nothing to restore"; fi';
  const { stdout } = await runScript(tools.ssh, node.ssh, script, {
    args: [backupPath(node, file), `${node.home}/conf/${file}`],
    limitMs: 15_000,
    what: `putting ${file} back`,
  });
  return evidence(toAction(node, file), stdout.trim());
}

function toAction(node: StarRocksNode, file: Conf['file']): Action {
  const backup = backupPath(node, file);
  return {
    kind: 'command',
    on: node.alias,
    command: `[ ! -e ${backup} ] || mv -f ${backup} ${node.home}/conf/${file}`,
  };
}

import { basename, dirname, posix } from 'node:path';
import type { FrontendSpec } from '../../model/starrocks/cluster-spec.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { evidence } from '../evidence.ts';
import { type NodeInput, findNode } from './find-node.ts';
import { DESCRIBE_FRONTEND } from './find-process.ts';

/** Moved aside, never deleted: with it a frontend would go on as the one it was, without it joins anew. */
export const retireMeta = {
  async plan(_tools: Tools, input: NodeInput): Promise<ChangePlan> {
    return { actions: [toAction(findNode(input))] };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const node = findNode(input);
    const { stdout } = await runScript(tools.ssh, node.ssh, RETIRE, {
      args: [node.home, node.meta, retiredPrefix(node)],
      limitMs: 30_000,
      kind: 'refused',
      what: 'moving the meta directory aside',
    });
    return evidence(toAction(node), stdout.trim());
  },
};

const RETIRE = `${DESCRIBE_FRONTEND}
set -eu
home=$1 meta=$2 prefix=$3
if [ -n "$(describe_frontend "$home")" ]; then echo "a frontend still runs in $home" >&2; exit 1; fi
if [ -z "$(ls -A "$meta" 2>/dev/null)" ]; then echo "$meta is empty"; exit 0; fi
target=$prefix-$(date -u +%Y%m%dT%H%M%SZ)
while [ -e "$target" ]; do target=$target.1; done
mv -- "$meta" "$target"
echo "moved to $target"
`;

/** Beside the home when meta lies inside it, so that removing the package cannot take it along. */
function retiredPrefix(node: FrontendSpec): string {
  const inside = posix.normalize(node.meta).startsWith(`${posix.normalize(node.home)}/`);
  return inside ? `${node.home}-meta-retired` : posix.join(dirname(node.meta), `${basename(node.meta)}-retired`);
}

function toAction(node: FrontendSpec): Action {
  return { kind: 'command', on: node.alias, command: `mv ${node.meta} ${retiredPrefix(node)}-<time>` };
}

import type { NodeSpec } from '../../model/cluster.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { MARKER } from './place.ts';

/** Only what the marker of this very operation lists; what came later (logs, meta, files of others) stays. */
const REMOVE = `
set -eu
home=$1 owner=$2 marker=$3
if ! grep -qx "owner=$owner" "$home/$marker" 2>/dev/null; then echo 'not placed by this operation: left as it is'; exit 0; fi
cd -- "$home"
sed -n 's/^file=//p' "$marker" | while IFS= read -r file; do rm -f -- "$file"; done
rm -f -- conf/fe.conf.before-muster conf/be.conf.before-muster conf/cn.conf.before-muster
find . -mindepth 1 -depth -type d -empty -delete
rm -f -- "$marker"
cd / && rmdir -- "$home" 2>/dev/null && echo removed || echo "removed; $home keeps what was not in the package"
`;

export function planUnplacing(node: NodeSpec): ChangePlan {
  return { actions: [toAction(node)] };
}

export async function performUnplacing(tools: Tools, node: NodeSpec, owner: string): Promise<ChangeResult> {
  const { stdout } = await runScript(tools.ssh, node.ssh, REMOVE, {
    args: [node.home, owner, MARKER],
    limitMs: 5 * 60_000,
    what: 'removing the package',
  });
  return { evidence: [{ action: toAction(node), answer: stdout.trim(), at: new Date().toISOString() }] };
}

function toAction(node: NodeSpec): Action {
  return {
    kind: 'command',
    on: node.alias,
    command: `remove the files listed in ${node.home}/${MARKER}, if this operation placed them`,
  };
}

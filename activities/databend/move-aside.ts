import type { MetaSpec } from '../../model/databend/cluster-spec.ts';
import { MusterError } from '../../model/error.ts';
import { sshCommand } from '../../model/ssh-target.ts';
import { activitySignal } from '../context.ts';
import { unitService } from '../services/systemd.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';

/** A rename: at no moment are there two of it, or half of it. */
const MOVE = `set -eu
path=$1 prefix=$2
if [ -d "$path" ] && [ ! -L "$path" ] && [ -z "$(ls -A -- "$path")" ]; then echo "$path is empty"; exit 0; fi
[ -e "$path" ] || [ -L "$path" ] || { echo "$path is not there"; exit 0; }
target=$prefix-$(date -u +%Y%m%dT%H%M%SZ)
while [ -e "$target" ] || [ -L "$target" ]; do target=$target.1; done
mv -T -- "$path" "$target"
sync -- "$(dirname -- "$target")" 2>/dev/null || true
echo "moved to $target"
`;

/** Of a meta node whose process has ended: renamed with the time, never deleted. Says where it is now. */
export async function moveAside(tools: Tools, node: MetaSpec, path: string, prefix: string): Promise<string> {
  await refuseRunning(tools, node, path);
  const { stdout } = await runScript(tools.ssh, node.ssh, MOVE, {
    args: [path, prefix],
    limitMs: 30_000,
    kind: 'refused',
    signal: activitySignal(),
    what: `moving ${path} aside`,
  });
  return stdout.trim();
}

/** It would write on into the directory under its new name. */
async function refuseRunning(tools: Tools, node: MetaSpec, path: string): Promise<void> {
  const { process } = await unitService(tools.ssh, node.ssh, node.unit).inspect();
  if (process === undefined) return;
  throw new MusterError(
    'COMMAND_FAILED',
    `${node.unit} runs on ${node.alias} as pid ${process.pid}: ${path} is not moved under it`,
    { hint: `${sshCommand(node.ssh)} systemctl status ${node.unit}` },
  );
}

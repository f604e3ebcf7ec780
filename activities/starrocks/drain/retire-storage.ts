import type { Action, ChangePlan, ChangeResult } from '../../../model/step.ts';
import { runScript } from '../../ssh/run-script.ts';
import type { Tools } from '../../tools.ts';
import { DESCRIBE_BACKEND } from '../backend/find-process.ts';
import { evidence } from '../../evidence.ts';
import { type NodeInput, findBackend } from '../find-node.ts';

/**
 * Moved aside, never deleted. A backend that is added again with its old storage reports tablets that the cluster has elsewhere
 * by now, and the space they take is counted as used. A path that cannot be renamed, because it is a mount point or its parent
 * is another user's, keeps its place and its content goes into a directory of its own in it.
 */
const RETIRE = `${DESCRIBE_BACKEND}
set -eu
home=$1 kind=$2; shift 2
if [ -n "$(describe_backend "$home" "$kind")" ]; then echo "a backend still runs in $home" >&2; exit 1; fi
now=$(date -u +%Y%m%dT%H%M%SZ)
for path in "$@"; do
  if [ -z "$(ls -A -- "$path" 2>/dev/null | grep -v '^removed-' | head -n 1)" ]; then echo "$path is empty"; continue; fi
  aside=$path.removed-$now
  while [ -e "$aside" ]; do aside=$aside.1; done
  if ! mountpoint -q -- "$path" 2>/dev/null && mv -T -- "$path" "$aside" 2>/dev/null; then echo "$path moved to $aside"; continue; fi
  aside=$path/removed-$now
  mkdir -p -- "$aside"
  find "$path" -mindepth 1 -maxdepth 1 ! -name 'removed-*' ! -name lost+found -exec mv -t "$aside" -- {} +
  echo "$path: its content moved to $aside"
done
`;

export const retireStorage = {
  async plan(_tools: Tools, input: NodeInput): Promise<ChangePlan> {
    return { actions: toActions(input) };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const node = findBackend(input);
    const { stdout } = await runScript(tools.ssh, node.ssh, RETIRE, {
      args: [node.home, node.role, ...node.storage.map(({ path }) => path)],
      limitMs: 60_000,
      kind: 'refused',
      what: 'moving the storage aside',
    });
    const [first] = toActions(input);
    const answer = stdout.trim().split('\n').join('; ');
    return first === undefined ? { evidence: [] } : evidence(first, answer);
  },
};

function toActions(input: NodeInput): readonly Action[] {
  const { alias, storage } = findBackend(input);
  const commands = storage.map(({ path }) => `mv ${path} ${path}.removed-<time>`);
  return [{ kind: 'command', on: alias, command: commands.join(' && ') }];
}

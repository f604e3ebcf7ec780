import type { Action, ChangePlan, ChangeResult } from '../../../model/step.ts';
import { activityOwner } from '../../context.ts';
import { runScript } from '../../ssh/run-script.ts';
import type { Tools } from '../../tools.ts';
import { evidence } from '../../evidence.ts';
import { type NodeInput, findBackend } from '../find-node.ts';

/**
 * The process does not make its storage paths, it ends without them (as read). A path that is made is written down with the
 * operation, beside the logs: in the path itself anything would make it one that is not empty.
 */
const MAKE = `
set -eu
home=$1 owner=$2; shift 2
mkdir -p -- "$home/log"
made=0
for path in "$@"; do
  [ -d "$path" ] && continue
  # Before it is made: a note of what was not made does no harm.
  printf '%s %s\\n' "$owner" "$path" >> "$home/log/.muster-storage"
  mkdir -p -- "$path"
  made=$((made + 1))
done
echo "$made made, $(($# - made)) there already"
`;

/**
 * What this operation made goes again, as long as there is nothing in it but what a backend without tablets writes there: that
 * it has no tablet was read right before its DROP. Anything else stays.
 */
const UNMAKE = `
set -eu
home=$1 owner=$2; shift 2
notes=$home/log/.muster-storage
for path in "$@"; do
  if ! grep -qxF -- "$owner $path" "$notes" 2>/dev/null; then echo "$path was there before: left as it is"; continue; fi
  [ -d "$path" ] || continue
  if [ -n "$(find "$path/data" -type f -print -quit 2>/dev/null)" ]; then echo "$path holds data: left as it is"; continue; fi
  aside=$path.removed-$(date -u +%Y%m%dT%H%M%SZ)
  while [ -e "$aside" ]; do aside=$aside.1; done
  if [ -n "$(ls -A -- "$path")" ]; then mv -T -- "$path" "$aside" && echo "moved aside to $aside"; else rmdir -- "$path" && echo "$path removed"; fi
done
[ ! -e "$notes" ] || { grep -vF -- "$owner " "$notes" > "$notes.new" || true; mv -f -- "$notes.new" "$notes"; [ -s "$notes" ] || rm -f -- "$notes"; }
`;

export const makeStorage = {
  async plan(_tools: Tools, input: NodeInput): Promise<ChangePlan> {
    return { actions: [toMaking(input)] };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    return evidence(toMaking(input), await runOnPaths(tools, input, MAKE, 'making the storage paths'));
  },
};

export const unmakeStorage = {
  async plan(_tools: Tools, input: NodeInput): Promise<ChangePlan> {
    return { actions: [toUnmaking(input)] };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const answer = await runOnPaths(tools, input, UNMAKE, 'clearing the storage paths');
    return evidence(toUnmaking(input), answer.split('\n').join('; '));
  },
};

async function runOnPaths(tools: Tools, input: NodeInput, script: string, what: string): Promise<string> {
  const node = findBackend(input);
  const { stdout } = await runScript(tools.ssh, node.ssh, script, {
    args: [node.home, activityOwner(), ...node.storage.map(({ path }) => path)],
    limitMs: 30_000,
    what,
  });
  return stdout.trim();
}

function toMaking(input: NodeInput): Action {
  const { alias, storage } = findBackend(input);
  return { kind: 'command', on: alias, command: `mkdir -p ${storage.map(({ path }) => path).join(' ')}` };
}

function toUnmaking(input: NodeInput): Action {
  const { alias, storage } = findBackend(input);
  const paths = storage.map(({ path }) => path).join(', ');
  return { kind: 'command', on: alias, command: `move aside what this operation made of ${paths}` };
}

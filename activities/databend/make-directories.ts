import type { MetaSpec } from '../../model/databend/cluster-spec.ts';
import { readToml, lookUp, type TomlTable } from '../../model/toml/read-toml.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { activitySignal } from '../context.ts';
import { evidence } from '../evidence.ts';
import { readFile } from '../files/read-file.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { decodeToml } from './decode-toml.ts';
import { type NodeInput, findMeta } from './find-node.ts';

/** As the packages make them: for the user of the unit, data for nobody else (as read in their scripts). */
interface Wanted {
  readonly path: string;
  readonly mode: '750' | '755';
}

/** The directories that its file names, where they are missing. Those that are there stay as they are. */
export const makeDirectories = {
  async plan(tools: Tools, input: NodeInput): Promise<ChangePlan> {
    const node = findMeta(input);
    const text = await readText(tools, node);
    const missing = await listMissing(tools, node, wantedBy(node, text));
    return {
      actions: [toAction(node, missing)],
      ...(text === undefined && { later: [`the directory of its logs, when ${node.file} is written`] }),
    };
  },

  async perform(tools: Tools, input: NodeInput): Promise<ChangeResult> {
    const node = findMeta(input);
    const missing = await listMissing(tools, node, wantedBy(node, await readText(tools, node)));
    for (const { path, mode } of missing) {
      await runScript(tools.ssh, node.ssh, MAKE, {
        args: [path, mode, node.user],
        limitMs: 20_000,
        kind: 'refused',
        signal: activitySignal(),
        what: `making ${path}`,
      });
    }
    return evidence(toAction(node, missing), missing.length === 0 ? 'all there' : 'made');
  },
};

/** What lies between is made too, and belongs to whoever we are. */
const MAKE = `
set -eu
if [ "$(id -un)" = "$3" ]; then install -d -m "$2" -- "$1"; else install -d -o "$3" -m "$2" -- "$1"; fi
`;

const MISSING = `for path in "$@"; do [ -e "$path" ] || printf '%s\\n' "$path"; done`;

async function readText(tools: Tools, node: MetaSpec): Promise<TomlTable | undefined> {
  const { exists, content } = await readFile(tools.ssh, node.ssh, node.file, { signal: activitySignal() });
  return exists && content !== undefined ? readToml(decodeToml(content, node), node.file) : undefined;
}

function wantedBy({ raftDir }: MetaSpec, file: TomlTable | undefined): readonly Wanted[] {
  const logs = file === undefined ? undefined : (lookUp(file, ['log_dir']) ?? lookUp(file, ['log', 'file', 'dir']));
  return [
    { path: raftDir, mode: '750' },
    ...(typeof logs === 'string' && logs.startsWith('/') ? [{ path: logs, mode: '755' } as const] : []),
  ];
}

async function listMissing(tools: Tools, node: MetaSpec, wanted: readonly Wanted[]): Promise<readonly Wanted[]> {
  const { stdout } = await runScript(tools.ssh, node.ssh, MISSING, {
    args: wanted.map(({ path }) => path),
    limitMs: 15_000,
    signal: activitySignal(),
    what: 'looking for directories',
  });
  const missing = stdout.split('\n');
  return wanted.filter(({ path }) => missing.includes(path));
}

function toAction({ alias, user }: MetaSpec, missing: readonly Wanted[]): Action {
  if (missing.length === 0) return { kind: 'nothing', on: alias, because: 'its directories are there' };
  const command = missing.map(({ path, mode }) => `install -d -o ${user} -m ${mode} ${path}`).join(' && ');
  return { kind: 'command', on: alias, command };
}

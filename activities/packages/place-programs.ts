import { stat } from 'node:fs/promises';
import { posix } from 'node:path';
import type { NodeSpec } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { activityOwner, reportNote } from '../context.ts';
import { evidence } from '../evidence.ts';
import { digestFile } from '../files/digest-file.ts';
import { putFile } from '../files/put-file.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';

/** Single programs of an archive, for a home that is not the product's alone, such as /usr. */
export interface ProgramSet {
  /** Names below `bin/`, in the home and in the archive; the first one is put in place last. */
  readonly programs: readonly string[];
}

export async function planPrograms(tools: Tools, node: NodeSpec, { programs }: ProgramSet): Promise<ChangePlan> {
  if (await areInstalled(tools, node, programs)) return { actions: [installedAlready(node, programs)] };
  return { actions: await toActions(node, programs, requirePackage(node, programs)) };
}

export async function performPrograms(tools: Tools, node: NodeSpec, { programs }: ProgramSet): Promise<ChangeResult> {
  if (await areInstalled(tools, node, programs)) return evidence(installedAlready(node, programs), 'there already');
  const [upload, unpack] = await toActions(node, programs, requirePackage(node, programs));
  reportNote(`copying ${upload.from} to ${node.alias}`);
  await runScript(tools.ssh, node.ssh, 'mkdir -p -- "$1"', {
    args: [posix.join(node.home, 'bin')],
    limitMs: 15_000,
    what: 'making the directory of the programs',
  });
  const { path, from, digest } = upload;
  const put = await putFile(tools.ssh, node.ssh, { path, source: { file: from }, mode: 0o644, digest });
  const at = new Date().toISOString();
  const answer = put.skipped ? 'the same file was there already' : `${upload.bytes} bytes, sha256 agrees`;
  reportNote(`unpacking on ${node.alias}`);
  await runScript(tools.ssh, node.ssh, UNPACK, {
    args: [upload.path, node.home, markerOf(node, programs), digest, activityOwner(), ...programs],
    limitMs: 20 * 60_000,
    kind: 'refused',
    what: 'unpacking the package',
  });
  const unpacked = evidence(unpack, `placed in ${node.home}/bin`);
  return { evidence: [{ action: upload, answer, at }, ...unpacked.evidence] };
}

export function planProgramsAway(node: NodeSpec, { programs }: ProgramSet): ChangePlan {
  return { actions: [toAway(node, programs)] };
}

export async function performProgramsAway(
  tools: Tools,
  node: NodeSpec,
  { programs }: ProgramSet,
): Promise<ChangeResult> {
  const { stdout } = await runScript(tools.ssh, node.ssh, REMOVE, {
    args: [node.home, markerOf(node, programs), activityOwner()],
    limitMs: 60_000,
    what: 'removing the programs',
  });
  return evidence(toAway(node, programs), stdout.trim());
}

/**
 * Into a directory beside them, so that each is put in place at once. The marker comes before the first of them, for the undo;
 * what is there and has no marker is somebody else's.
 */
const UNPACK = `
set -eu
archive=$1 home=$2 marker=$3 digest=$4 owner=$5; shift 5
part=$(mktemp -d "$home/bin/.muster-part.XXXXXX")
trap 'rm -rf -- "$part"' EXIT
for name in "$@"; do
  if [ -e "$home/bin/$name" ] && ! grep -qx "program=$name" "$marker" 2>/dev/null; then
    echo "$home/bin/$name is there and was not placed by muster" >&2; exit 1
  fi
done
patterns=()
for name in "$@"; do patterns+=("bin/$name"); done
tar -xzf "$archive" -C "$part" --no-same-owner --no-anchored "\${patterns[@]}"
for name in "$@"; do
  found=$(find "$part" -type f -path "*/bin/$name" | head -n 1)
  [ -n "$found" ] || { echo "the archive holds no bin/$name" >&2; exit 1; }
  chmod 755 "$found"
  printf '%s\\n' "$found" > "$part/.$name"
done
{ echo "owner=$owner"; echo "sha256=$digest"; printf 'program=%s\\n' "$@"; } > "$marker.new"
mv -f -- "$marker.new" "$marker"
last=$1; shift
for name in "$@" "$last"; do mv -f -- "$(cat "$part/.$name")" "$home/bin/$name"; done
rm -f -- "$archive"
`;

const REMOVE = `
set -eu
home=$1 marker=$2 owner=$3
if ! grep -qx "owner=$owner" "$marker" 2>/dev/null; then echo 'not placed by this operation: left as it is'; exit 0; fi
sed -n 's/^program=//p' "$marker" | while IFS= read -r name; do rm -f -- "$home/bin/$name"; done
rm -f -- "$marker"
rmdir -- "$home/bin" "$home" 2>/dev/null || true
echo removed
`;

async function areInstalled(tools: Tools, node: NodeSpec, programs: readonly string[]): Promise<boolean> {
  const { code } = await runScript(tools.ssh, node.ssh, 'for path in "$@"; do [ -e "$path" ] || exit 1; done', {
    args: programs.map((name) => posix.join(node.home, 'bin', name)),
    limitMs: 15_000,
    allowedCodes: [0, 1],
    what: 'looking for the programs',
  });
  return code === 0;
}

function markerOf({ home }: NodeSpec, [name = '']: readonly string[]): string {
  return posix.join(home, 'bin', `.muster-${name}`);
}

function requirePackage(node: NodeSpec, programs: readonly string[]): string {
  if (node.package !== undefined) return node.package;
  const wanted = programs.join(' and ');
  throw new MusterError(
    'BAD_INPUT',
    `${node.home}/bin on ${node.alias} has no ${wanted}, and the cluster file names no package`,
    { hint: 'add `package: <path of the archive>` to the cluster file, or install the product by hand' },
  );
}

async function toActions(
  node: NodeSpec,
  programs: readonly string[],
  archive: string,
): Promise<readonly [Extract<Action, { kind: 'upload' }>, Action]> {
  const digest = await digestFile(archive);
  const { size } = await stat(archive);
  const path = posix.join(node.home, 'bin', `.muster-${digest.slice(0, 12)}.tar.gz`);
  const wanted = programs.map((name) => `bin/${name}`).join(' ');
  return [
    { kind: 'upload', on: node.alias, path, from: archive, bytes: size, digest },
    {
      kind: 'command',
      on: node.alias,
      command: `tar -xzf ${path} --no-anchored ${wanted}   # into ${node.home}/bin`,
    },
  ];
}

function installedAlready(node: NodeSpec, programs: readonly string[]): Action {
  const because = `${programs.map((name) => posix.join(node.home, 'bin', name)).join(' and ')} are there already`;
  return { kind: 'nothing', on: node.alias, because };
}

function toAway(node: NodeSpec, programs: readonly string[]): Action {
  return {
    kind: 'command',
    on: node.alias,
    command: `remove the programs listed in ${markerOf(node, programs)}, if this operation placed them`,
  };
}

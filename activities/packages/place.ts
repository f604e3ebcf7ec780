import { stat } from 'node:fs/promises';
import { dirname, posix } from 'node:path';
import type { NodeSpec } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import type { Action, ChangePlan, ChangeResult, Evidence } from '../../model/step.ts';
import { reportNote } from '../context.ts';
import { digestFile } from '../files/digest-file.ts';
import { putFile } from '../files/put-file.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';

/** Where a product of one role lives in its package, and the file that shows it is installed. */
export interface PackageShape {
  /** Pattern below the archive's top folder, e.g. `fe`. */
  readonly folder: string;
  /** Below home, e.g. `bin/start_fe.sh`. */
  readonly proof: string;
}

/** Says that muster placed the product, for which operation and from what; read by `unplace`. */
export const MARKER = '.muster-package';

export async function planPlacing(tools: Tools, node: NodeSpec, shape: PackageShape): Promise<ChangePlan> {
  if (await isInstalled(tools, node, shape)) return { actions: [installedAlready(node, shape)] };
  const archive = requirePackage(node, shape);
  return { actions: await toActions(node, shape, archive) };
}

export async function performPlacing(
  tools: Tools,
  node: NodeSpec,
  shape: PackageShape,
  owner: string,
): Promise<ChangeResult> {
  if (await isInstalled(tools, node, shape)) {
    return { evidence: [stamp(installedAlready(node, shape), 'there already')] };
  }
  const [upload, unpack] = await toActions(node, shape, requirePackage(node, shape));
  reportNote(`copying ${upload.from} to ${node.alias}`);
  await runScript(tools.ssh, node.ssh, 'mkdir -p -- "$1"', {
    args: [dirname(node.home)],
    limitMs: 15_000,
    what: 'making the directory of the product',
  });
  const put = await putFile(tools.ssh, node.ssh, {
    path: upload.path,
    source: { file: upload.from },
    mode: 0o644,
    digest: upload.digest,
  });
  const uploaded = stamp(
    upload,
    put.skipped ? 'the same file was there already' : `${upload.bytes} bytes, sha256 agrees`,
  );
  reportNote(`unpacking on ${node.alias}`);
  await runScript(tools.ssh, node.ssh, UNPACK, {
    args: [upload.path, node.home, shape.folder, upload.digest, owner, MARKER],
    limitMs: 20 * 60_000,
    kind: 'refused',
    what: 'unpacking the package',
  });
  return { evidence: [uploaded, stamp(unpack, `placed in ${node.home}`)] };
}

/**
 * Into a directory beside the home, then moved entry by entry, `bin` last: until the start script is there nothing
 * counts as installed, so a try that broke off is begun again. The marker comes before `bin`, for the undo.
 */
const UNPACK = `
set -eu
archive=$1 home=$2 folder=$3 digest=$4 owner=$5 marker=$6
part=$home.muster-part
if [ -e "$home" ] && [ ! -d "$home" ]; then echo "$home is not a directory" >&2; exit 1; fi
rm -rf -- "$part"; mkdir -p -- "$part" "$home"
tar -xzf "$archive" -C "$part" --strip-components=2 --no-same-owner --wildcards "*/$folder/*"
if [ -e "$home/$marker" ]; then rm -f -- "$home/$marker"; else
  for entry in "$part"/* "$part"/.[!.]*; do
    [ -e "$entry" ] || continue
    name=$(basename "$entry")
    if [ -e "$home/$name" ]; then echo "$home/$name is there and was not placed by muster" >&2; exit 1; fi
  done
fi
{ echo "owner=$owner"; echo "sha256=$digest"; (cd "$part" && find . ! -type d | sort | sed 's/^/file=/'); } > "$home/$marker.new"
mv -f -- "$home/$marker.new" "$home/$marker"
for entry in "$part"/* "$part"/.[!.]* "$part/bin"; do
  [ -e "$entry" ] || continue
  name=$(basename "$entry")
  if [ "$name" = bin ] && [ "$entry" != "$part/bin" ]; then continue; fi
  if [ "$name" = bin ] && [ -n "$(find "$part" -mindepth 1 -maxdepth 1 ! -name bin -print -quit)" ]; then continue; fi
  rm -rf -- "$home/$name"; mv -- "$entry" "$home/$name"
done
rm -rf -- "$part" "$archive"
`;

async function isInstalled(tools: Tools, node: NodeSpec, shape: PackageShape): Promise<boolean> {
  const { code } = await runScript(tools.ssh, node.ssh, '[ -e "$1" ]', {
    args: [posix.join(node.home, shape.proof)],
    limitMs: 15_000,
    allowedCodes: [0, 1],
    what: 'looking for the product',
  });
  return code === 0;
}

function requirePackage(node: NodeSpec, shape: PackageShape): string {
  if (node.package !== undefined) return node.package;
  throw new MusterError(
    'BAD_INPUT',
    `${node.home} on ${node.alias} holds no ${shape.proof}, and the cluster file names no package`,
    {
      hint: 'add `package: <path of the archive>` to the cluster file, or install the product by hand',
    },
  );
}

async function toActions(
  node: NodeSpec,
  shape: PackageShape,
  archive: string,
): Promise<readonly [Extract<Action, { kind: 'upload' }>, Action]> {
  const digest = await digestFile(archive);
  const { size } = await stat(archive);
  const path = posix.join(dirname(node.home), `.muster-${digest.slice(0, 12)}.tar.gz`);
  return [
    { kind: 'upload', on: node.alias, path, from: archive, bytes: size, digest },
    {
      kind: 'command',
      on: node.alias,
      command: `tar -xzf ${path} -C ${node.home} --strip-components=2 --wildcards '*/${shape.folder}/*'`,
    },
  ];
}

function installedAlready(node: NodeSpec, { proof }: PackageShape): Action {
  return { kind: 'nothing', on: node.alias, because: `${posix.join(node.home, proof)} is there already` };
}

function stamp(action: Action, answer: string): Evidence {
  return { action, answer, at: new Date().toISOString() };
}

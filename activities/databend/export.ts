import { posix } from 'node:path';
import { type DatabendCluster, type MetaSpec, metaEndpoint } from '../../model/databend/cluster-spec.ts';
import { readExported } from '../../model/databend/read-exported.ts';
import { MusterError } from '../../model/error.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { activityOwner, activitySignal, reportNote } from '../context.ts';
import { evidence } from '../evidence.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { findLeader } from './find-leader.ts';
import { describeTool } from './run-tool.ts';

/** Metadata of many gigabytes are not known; the tool itself has no limit. */
const LIMIT_MS = 300_000;

export interface ExportInput {
  readonly cluster: DatabendCluster;
}

export type Exported = { readonly on: string; readonly path: string; readonly records: number; readonly bytes: number };

/**
 * A copy of the metadata, before anything is changed: of the leader, because it is the local state of whoever is asked
 * (recorded on 1.2.888). It lies beside others of before, which are left alone.
 */
export const exportMetadata = {
  async plan(tools: Tools, input: ExportInput): Promise<ChangePlan> {
    const node = await findExporter(tools, input.cluster);
    return { actions: [toAction(node)], later: ['of whoever leads when it runs'] };
  },

  async perform(tools: Tools, { cluster }: ExportInput): Promise<ChangeResult> {
    const node = await findExporter(tools, cluster);
    const path = pathOf(node);
    reportNote(`the metadata go into ${path} on ${node.alias}`);
    const { stdout } = await runScript(tools.ssh, node.ssh, SCRIPT, {
      args: [`${node.home}/bin/databend-metactl`, metaEndpoint(node), node.exports, path, node.raftDir],
      limitMs: LIMIT_MS,
      allowedCodes: [0],
      what: 'the export',
      signal: activitySignal(),
    });
    const read = readExported(stdout, node.id);
    if (read.kind === 'refused') {
      throw new MusterError('COMMAND_FAILED', `The export on ${node.alias} is not good: ${read.why}`, {
        kind: read.passes ? 'transient' : 'refused',
        hint: `ls -l ${node.exports}   # on ${node.host}`,
      });
    }
    const { records, bytes, found } = read;
    const value: Exported = { on: node.alias, path, records, bytes };
    const made = found ? 'was there from the try before' : 'written';
    return evidence(toAction(node), `${records} records, ${bytes} bytes in ${path} on ${node.alias}; ${made}`, value);
  },
};

async function findExporter(tools: Tools, cluster: DatabendCluster): Promise<MetaSpec> {
  const { node, leader } = await findLeader(tools, cluster);
  if (node !== undefined) return node;
  throw new MusterError('BAD_INPUT', `${leader.name} leads and is not in the cluster file`, {
    hint: 'add it to the cluster file',
  });
}

function pathOf(node: MetaSpec): string {
  const owner = /^[A-Za-z0-9-]{1,64}$/.test(activityOwner()) ? activityOwner() : 'muster';
  return posix.join(node.exports, `${owner}.jsonl`);
}

function toAction(node: MetaSpec): Action {
  const args = ['export', '--grpc-api-address', metaEndpoint(node), '--db', pathOf(node)];
  return { kind: 'command', on: node.alias, command: describeTool(node, 'databend-metactl', args) };
}

/**
 * Under a name of this try alone until it is whole, so that what has the right name is good. It is text, several times as large as what
 * lies in the raft directory. Only its owner may read it: users and their password hashes are inside.
 */
const SCRIPT = `
set -u
umask 077
program=$1 grpc=$2 directory=$3 file=$4 raft=$5
tell() {
  echo "records $(wc -l < "$file")"
  echo "bytes $(stat -c %s -- "$file")"
  echo "header $(head -n 1 -- "$file" | head -c 400)"
  echo "last $(tail -n 1 -- "$file" | tail -c 1 | od -An -c | tr -d ' ')"
  echo "node $(grep -m 1 -o '"NodeId":[0-9]*' -- "$file" | head -n 1)"
}
if [ -e "$file" ]; then echo found yes; tell; exit 0; fi
mkdir -p -- "$directory" || { echo "refused $directory cannot be made by $(id -un)"; exit 0; }
[ -w "$directory" ] || { echo "refused $directory cannot be written by $(id -un)"; exit 0; }
used=$(du -sk -- "$raft" 2>/dev/null | cut -f 1)
free=$(df -Pk -- "$directory" | awk 'NR == 2 {print $4}')
need=$(( \${used:-0} * 4 + 65536 ))
[ "\${free:-0}" -ge "$need" ] || { echo "refused $directory has $free KB free, and it may take $need KB"; exit 0; }
unset RUST_BACKTRACE RUST_LIB_BACKTRACE \${!METASRV_*}
place=$(mktemp -d) || exit 1
part=$(mktemp -- "$file.part.XXXXXX") || exit 1
trap 'rm -rf -- "$place" "$part"' EXIT
cd -- "$place" || exit 1
"$program" export --grpc-api-address "$grpc" --db "$part" > out 2> err
code=$?
if [ "$code" != 0 ] || [ ! -s "$part" ]; then
  echo "failed $code $(grep -m 1 -i '^error:' err || tail -n 1 err)"
  exit 0
fi
chmod 600 -- "$part"
mv -nT -- "$part" "$file" || exit 1
echo found no
tell
`;

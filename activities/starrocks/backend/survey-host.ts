import type { BackendSpec } from '../../../model/starrocks/cluster-spec.ts';
import type { StorageReading } from '../../../model/starrocks/backend/judge-storage.ts';
import { readFeConf } from '../../../model/starrocks/fe-conf.ts';
import { LIST_LISTENING } from '../../net/list-listening.ts';
import { parseSections } from '../../ssh/parse-sections.ts';
import { runScript } from '../../ssh/run-script.ts';
import type { Tools } from '../../tools.ts';
import { parseServiceProcess } from '../../services/service.ts';
import { DESCRIBE_BACKEND } from './find-process.ts';

/** What the host of a backend or compute node says. */
export interface SurveyedBackendHost {
  readonly addresses: readonly string[];
  readonly listening: readonly number[];
  /** Pid of a living process of the node's home. */
  readonly process?: number;
  readonly installed: boolean;
  readonly storage: readonly StorageReading[];
  /** Of the present conf file those settings that the gates ask for; empty where there is none. */
  readonly conf: ReadonlyMap<string, string>;
  /** How many files a process may open at most; absent when it could not be read. */
  readonly files?: number | 'unlimited';
}

/** What the process makes in a storage path (as read), and what stands beside it. */
const OWN_NAMES =
  'lost\\+found|removed-[0-9TZ.]+|cluster_id|data|meta|persistent|snapshot|tmp|trash|error_log|mini_download|replication|spill|starlet_cache|datacache|block_cache';

/** One script, one round trip. Of the conf file only what is asked for leaves the host. */
const SURVEY = `${DESCRIBE_BACKEND}${LIST_LISTENING}
home=$1 kind=$2; shift 2
list_addresses() {
  if command -v ip >/dev/null; then ip -o -4 addr show | awk '{print $4}' | sed 's|/.*||'; return; fi
  hostname -I 2>/dev/null | tr ' ' '\\n' | grep -E '^[0-9.]+$'
}
describe_storage() {
  local path=$1 state writable=no place=$1 cluster disk
  while [ ! -e "$place" ]; do place=$(dirname "$place"); done
  if [ ! -e "$path" ]; then state=missing
  elif [ ! -d "$path" ] || ! ls -A "$path" >/dev/null 2>&1; then state=unreadable
  elif [ -z "$(ls -A "$path" | grep -vxE 'lost\\+found|removed-[0-9TZ.]+')" ]; then state=empty
  elif [ -z "$(ls -A "$path" | grep -vxE '${OWN_NAMES}')" ]; then state=own
  else state=used; fi
  [ -w "$place" ] && [ -x "$place" ] && [ -d "$place" ] && writable=yes
  cluster=$(head -c 32 "$path/cluster_id" 2>/dev/null | tr -cd 0-9)
  disk=$(df -Pk "$place" 2>/dev/null | awk 'NR == 2 {sub(/%/, "", $5); print $5, $1}')
  printf '%s %s %s %s\\n' "$state" "$writable" "\${cluster:--}" "\${disk:-- -}"
}
echo '== addresses'; list_addresses
echo '== listening'; list_listening | sort -un
echo '== process'; describe_backend "$home" "$kind"
echo '== installed'; [ -e "$home/bin/start_$kind.sh" ] && echo yes
echo '== conf'
value=$(sed -n 's/^[[:space:]]*priority_networks[[:space:]]*=[[:space:]]*//p' "$home/conf/$kind.conf" 2>/dev/null | tail -n 1)
[ -e "$home/conf/$kind.conf" ] && printf 'there = yes\\n'
[ -n "$value" ] && printf 'priority_networks = %s\\n' "$value"
echo '== files'; prlimit --nofile --noheadings --output HARD 2>/dev/null || ulimit -Hn
echo '== storage'; for path in "$@"; do describe_storage "$path"; done
echo '== end'
`;

export async function surveyHost(tools: Tools, node: BackendSpec): Promise<SurveyedBackendHost> {
  const { stdout } = await runScript(tools.ssh, node.ssh, SURVEY, {
    args: [node.home, node.role, ...node.storage.map(({ path }) => path)],
    limitMs: 30_000,
    what: 'the survey of the host',
  });
  const sections = parseSections(stdout);
  const linesOf = (name: string) => sections.get(name) ?? [];
  const process = parseServiceProcess(linesOf('process').join('\n'));
  const [files = ''] = linesOf('files').map((line) => line.trim());
  const storage = linesOf('storage');
  return {
    addresses: linesOf('addresses'),
    listening: linesOf('listening').map(Number),
    installed: linesOf('installed').length > 0,
    conf: readFeConf(linesOf('conf').join('\n')),
    storage: node.storage.map(({ path }, index) => parseStorage(path, storage[index] ?? '')),
    ...(process !== undefined && { process: process.pid }),
    ...(/^\d+$/.test(files) && { files: Number(files) }),
    ...(files === 'unlimited' && { files: 'unlimited' as const }),
  };
}

function parseStorage(path: string, line: string): StorageReading {
  const [, state, writable, cluster, used, device] =
    /^(missing|empty|own|used|unreadable) (yes|no) (-|\d+) (-|\d+) (\S+)$/.exec(line) ?? [];
  if (state === undefined) return { path, state: 'unreadable', writable: false };
  return {
    path,
    state: state as StorageReading['state'],
    writable: writable === 'yes',
    ...(cluster !== '-' && cluster !== undefined && { clusterId: cluster }),
    ...(used !== '-' && { usedPercent: Number(used) }),
    ...(device !== '-' && device !== undefined && { device }),
  };
}

import type { SshTarget } from '../../../model/cluster.ts';
import type { StoragePath } from '../../../model/starrocks/cluster-spec.ts';
import { MusterError } from '../../../model/error.ts';
import type { FoundBackend } from '../../../model/import.ts';
import { ABSOLUTE_PATH, USER, isPort } from '../../../model/patterns.ts';
import { parseStorage } from '../../../model/starrocks/backend/parse-storage.ts';
import { runScript } from '../../ssh/run-script.ts';
import type { Tools } from '../../tools.ts';
import { MARKER } from './find-process.ts';

export interface FoundBackendInstall {
  readonly install: FoundBackend;
  /** No statement of a shared-nothing cluster tells it, only the conf file. */
  readonly starletPort?: number;
}

/** Shipped in every version that has it (as read). */
const STARLET_PORT = 9070;

/**
 * Where the running backend or compute node of a host lives. Its process is the one that listens on the heartbeat port, or, where
 * another user is not told whose socket that is, the only one of its kind (as read: a compute node is started with --cn). The home
 * is in its environment, which others cannot read, or else in its command line. Only the keys that are asked for leave the host.
 */
const FIND_INSTALL = `
port=$1 kind=$2 marker=$3
list() {
  ps -eww -o pid=,args= | awk -v self="$$" -v marker="$marker" -v kind="$kind" \\
    '$1 != self && index($2, marker) && ((" " $0 " " ~ / --cn /) == (kind == "cn")) {print $1}'
}
pid=$(ss -Hltnp "sport = :$port" 2>/dev/null | sed -n 's/.*pid=\\([0-9]*\\).*/\\1/p' | head -n 1)
if [ -z "$pid" ]; then
  found=$(list); [ "$(printf '%s\\n' "$found" | grep -c .)" = 1 ] && pid=$found
fi
if [ -z "$pid" ]; then
  runs=$(printf '%s' "$found" | grep -c .)
  echo "trouble=no single process of a backend is to be found: none is seen on port $port, $runs run"
  exit 0
fi
read_variable() { tr '\\0' '\\n' < "/proc/$pid/environ" 2>/dev/null | sed -n "s/^$1=//p" | head -n 1; }
home=$(read_variable STARROCKS_HOME)
[ -n "$home" ] || home=$(ps -ww -p "$pid" -o args= | grep -oE "/[^: ]+/lib/$marker" | head -n 1 | sed 's|/lib/[^/]*$||')
conf=$home/conf/$kind.conf
setting() { sed -n "s/^[[:space:]]*$1[[:space:]]*=[[:space:]]*//p" "$conf" 2>/dev/null | tail -n 1 | tr -d '\\r'; }
storage=$(setting storage_root_path)
storage=\${storage//'\${STARROCKS_HOME}'/$home}; storage=\${storage//'$STARROCKS_HOME'/$home}
printf 'home=%s\\nstorage=%s\\nstarlet=%s\\njava=%s\\nowner=%s\\nself=%s\\nnetworks=%s\\nreadable=%s\\n' "$home" "$storage" \\
  "$(setting starlet_port)" "$(read_variable JAVA_HOME)" "$(ps -p "$pid" -o user= | tr -d ' ')" "$(id -un)" \\
  "$(setting priority_networks)" "$([ -r "$conf" ] && echo yes)"
`;

export async function findInstall(
  tools: Tools,
  target: SshTarget,
  { kind, heartbeatPort }: { readonly kind: 'be' | 'cn'; readonly heartbeatPort: number },
): Promise<FoundBackendInstall> {
  const { stdout } = await runScript(tools.ssh, target, FIND_INSTALL, {
    args: [String(heartbeatPort), kind, MARKER],
    limitMs: 20_000,
    what: 'looking for the process',
  });
  return readFound(stdout);
}

export function readFound(text: string): FoundBackendInstall {
  const found = new Map(
    text.split('\n').flatMap((line): [string, string][] => {
      const at = line.indexOf('=');
      return at > 0 ? [[line.slice(0, at), line.slice(at + 1).trim()]] : [];
    }),
  );
  const get = (key: string, pattern: RegExp) => {
    const value = found.get(key) ?? '';
    return pattern.test(value) ? value.replace(/(.)\/+$/, '$1') : undefined;
  };
  const home = get('home', ABSOLUTE_PATH);
  if (home === undefined) {
    throw new MusterError('NOT_FOUND', found.get('trouble') ?? 'the home of its process cannot be told');
  }
  const readable = found.get('readable') === 'yes';
  const java = get('java', ABSOLUTE_PATH);
  const owner = get('owner', USER);
  const networks = get('networks', /^[0-9./;, ]{1,400}$/);
  const storage = readable ? readStorage(home, found.get('storage')) : undefined;
  const starletPort = readable ? Number(found.get('starlet') || STARLET_PORT) : undefined;
  return {
    install: {
      home,
      ...(storage !== undefined && { storage }),
      ...(java !== undefined && { java }),
      ...(owner !== undefined && owner !== found.get('self') && { become: owner }),
      ...(networks !== undefined && { priorityNetworks: networks }),
    },
    ...(isPort(starletPort) && { starletPort }),
  };
}

function readStorage(home: string, line = ''): readonly StoragePath[] | undefined {
  return line === '' ? [{ path: `${home}/storage` }] : parseStorage(line);
}

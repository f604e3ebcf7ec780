import type { MetaSpec } from '../../model/databend/cluster-spec.ts';
import type { DirectoryReading, MetaHostReading, TakenPort, UnitReading } from '../../model/databend/host/meta-host.ts';
import { UNIT_PROPERTIES, parseUnitState } from '../../model/unit-state.ts';
import { LIST_LISTENING } from '../net/list-listening.ts';
import { parseSections } from '../ssh/parse-sections.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';

/**
 * One script, one round trip. Of the TOML file one key leaves the host. A process counts as databend-meta by its name, or by
 * what only this node has in its command: the shells that run this very script have that too, and are left out.
 */
const SURVEY = `${LIST_LISTENING}
host=$1 home=$2 file=$3 raft=$4 exports=$5 user=$6 unit=$7 properties=$8; shift 8
list_addresses() {
  if command -v ip >/dev/null; then ip -o -4 addr show | awk '{print $4}' | sed 's|/.*||'; return; fi
  hostname -I 2>/dev/null | tr ' ' '\\n' | grep -E '^[0-9.]+$'
}
say_version() { [ -x "$1" ] && timeout 10 "$1" --version 2>/dev/null </dev/null | head -n 1 | cut -c1-200; }
nearest() { local path=$1; while [ ! -e "$path" ]; do path=$(dirname "$path"); done; printf '%s' "$path"; }
can_write() {
  local mine facts
  mine=$(id -un)
  facts=$(stat -Lc '%A %U' -- "$1" 2>/dev/null)
  case \${facts%% *} in *w*) ;; *) echo no; return ;; esac
  if [ "$mine" = "$user" ]; then [ -w "$1" ] && [ -x "$1" ] && echo yes || echo no; return; fi
  if [ "$(id -u)" = 0 ] && id -u "$user" >/dev/null 2>&1 && command -v runuser >/dev/null; then
    runuser -u "$user" -- test -w "$1" 2>/dev/null && echo yes || echo no
    return
  fi
  case $facts in drwx*" $user"|d???????wx*) echo yes ;; *) echo unknown ;; esac
}
state_of() {
  [ -e "$1" ] || { echo missing; return; }
  [ -d "$1" ] || { echo 'no directory'; return; }
  local within
  within=$(ls -A "$1" 2>/dev/null) || { echo unreadable; return; }
  [ -n "$within" ] && echo full || echo empty
}
# What is missing is made by us, and given to the user.
tell_directory() {
  local near
  near=$(nearest "$1")
  state_of "$1"; printf '%s\\n' "$near"
  if [ "$near" != "$1" ] && [ "$(id -u)" = 0 ]; then echo yes; else can_write "$near"; fi
}
list_taken() {
  local port
  list_listening | sort -un | while read -r port; do
    for mine in "$@"; do [ "$port" = "$mine" ] && echo "$port"; done
  done
  command -v ss >/dev/null && ss -Hltnp 2>/dev/null | awk '{print $4, $NF}' | grep 'pid=' | sed -E 's/^.*:([0-9]+) .*\\(\\("([^"]*)",pid=([0-9]+).*$/\\1 \\3 \\2/'
}
echo '== addresses'; list_addresses
echo '== resolved'; getent ahostsv4 "$host" 2>/dev/null | awk '{print $1}' | sort -u
echo '== meta'; say_version "$home/bin/databend-meta"
echo '== metactl'; say_version "$home/bin/databend-metactl"
echo '== installed'; { [ -e "$home/bin/databend-meta" ] || [ -e "$home/bin/databend-metactl" ]; } && echo yes
echo '== user'; id -u "$user" 2>/dev/null
echo '== unit'; command -v systemctl >/dev/null && LC_ALL=C systemctl show "$unit" -p "$properties" 2>/dev/null
echo '== processes'
ps -eww -o pid=,comm=,args= | while read -r pid comm args; do
  case $comm in bash|sh|dash|timeout|sudo|sshd*|ps) continue ;; esac
  case $comm:" $args " in databend-meta:*|*:*" $home/bin/databend-meta "*|*:*databend-meta*" $file "*) echo "$pid" ;; esac
done
echo '== taken'; list_taken "$@"
echo '== raft'; tell_directory "$raft"
echo '== exports'; tell_directory "$exports"
echo '== other'
other=$(sed -nE 's/^[[:space:]]*raft_dir[[:space:]]*=[[:space:]]*["'"'"']([^"'"'"']*)["'"'"'].*$/\\1/p' "$file" 2>/dev/null | tail -n 1)
case $other in /*) [ "\${other%/}" != "$raft" ] && [ "$(state_of "$other")" = full ] && printf '%s\\n' "$other" ;; esac
echo '== space'; df -Pk "$(nearest "$raft")" 2>/dev/null | awk 'NR == 2 {print $4}'
echo '== end'
`;

export async function surveyMetaHost(tools: Tools, node: MetaSpec): Promise<MetaHostReading> {
  const { stdout } = await runScript(tools.ssh, node.ssh, SURVEY, {
    args: [
      ...[node.host, node.home, node.file, node.raftDir, node.exports, node.user, node.unit],
      [...UNIT_PROPERTIES, 'ExecStart'].join(','),
      ...Object.values(node.ports).map(String),
    ],
    limitMs: 40_000,
    what: 'the survey of the host',
  });
  const sections = parseSections(stdout);
  const linesOf = (name: string) => sections.get(name) ?? [];
  const [meta] = linesOf('meta');
  const [metactl] = linesOf('metactl');
  const [otherRaftDir] = linesOf('other');
  const [free = ''] = linesOf('space');
  const unit = parseUnit(linesOf('unit'));
  return {
    addresses: linesOf('addresses'),
    resolved: linesOf('resolved'),
    ...(meta !== undefined && { meta }),
    ...(metactl !== undefined && { metactl }),
    installed: linesOf('installed').length > 0,
    userThere: linesOf('user').length > 0,
    ...(unit !== undefined && { unit }),
    processes: linesOf('processes').map(Number),
    taken: parseTaken(linesOf('taken'), Object.values(node.ports)),
    raftDir: parseDirectory(linesOf('raft')),
    exports: parseDirectory(linesOf('exports')),
    ...(otherRaftDir !== undefined && { otherRaftDir }),
    ...(/^\d+$/.test(free) && { freeKib: Number(free) }),
  };
}

function parseUnit(lines: readonly string[]): UnitReading | undefined {
  const state = parseUnitState(lines);
  if (state === undefined) return undefined;
  return { ...state, exec: lines.find((line) => line.startsWith('ExecStart='))?.slice('ExecStart='.length) ?? '' };
}

/** `<port>` of each that is listened on, and `<port> <pid> <name>` where the process is known. */
function parseTaken(lines: readonly string[], ports: readonly number[]): readonly TakenPort[] {
  const owners = new Map<number, TakenPort['owner']>();
  for (const line of lines) {
    const [, port, pid, name] = /^(\d+) (\d+) (.+)$/.exec(line) ?? [];
    if (port !== undefined && name !== undefined) owners.set(Number(port), { name, pid: Number(pid) });
  }
  const listened = new Set(lines.filter((line) => /^\d+$/.test(line)).map(Number));
  return ports
    .filter((port) => listened.has(port) || owners.has(port))
    .map((port) => {
      const owner = owners.get(port);
      return { port, ...(owner !== undefined && { owner }) };
    });
}

function parseDirectory([is = '', nearest = '', writable = '']: readonly string[]): DirectoryReading {
  return {
    is: (['missing', 'empty', 'full', 'no directory'] as const).find((word) => word === is) ?? 'unreadable',
    nearest,
    writable: (['yes', 'no'] as const).find((word) => word === writable) ?? 'unknown',
  };
}

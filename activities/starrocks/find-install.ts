import type { SshTarget } from '../../model/cluster.ts';
import type { FoundInstall } from '../../model/import.ts';
import { MusterError } from '../../model/error.ts';
import { ABSOLUTE_PATH, USER } from '../../model/patterns.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';

/**
 * Where the running frontend of a host lives. Its process is the one that listens on the query port, or the only one there
 * is; the home is in its environment, which others cannot read, or else in its class path. Only the keys that are asked for
 * leave the host.
 */
const FIND_INSTALL = `
port=$1
list() { ps -eww -o pid=,args= | awk '/[S]tarRocksFE/ {print $1}'; }
pid=$(ss -Hltnp "sport = :$port" 2>/dev/null | sed -n 's/.*pid=\\([0-9]*\\).*/\\1/p' | head -n 1)
if [ -z "$pid" ]; then
  found=$(list); [ "$(printf '%s\\n' "$found" | grep -c .)" = 1 ] && pid=$found
fi
[ -n "$pid" ] || { echo "trouble=no single frontend process is to be found"; exit 0; }
read_variable() { tr '\\0' '\\n' < "/proc/$pid/environ" 2>/dev/null | sed -n "s/^$1=//p" | head -n 1; }
home=$(read_variable STARROCKS_HOME)
[ -n "$home" ] || home=$(ps -ww -p "$pid" -o args= | grep -oE '/[^: ]+/lib/starrocks-fe\\.jar' | head -n 1 | sed 's|/lib/[^/]*$||')
[ -n "$home" ] || home=$(ps -ww -p "$pid" -o args= | grep -oE '/[^: ]+/lib/[^:/ ]*\\.jar' | head -n 1 | sed 's|/lib/[^/]*$||')
java=$(read_variable JAVA_HOME)
if [ -z "$java" ]; then
  program=$(readlink "/proc/$pid/exe" 2>/dev/null)
  case $program in */bin/java) java=\${program%/bin/java} ;; esac
fi
setting() { sed -n "s/^[[:space:]]*$1[[:space:]]*=[[:space:]]*//p" "$home/conf/fe.conf" 2>/dev/null | tail -n 1 | tr -d '\\r'; }
meta=$(setting meta_dir)
meta=\${meta//'\${STARROCKS_HOME}'/$home}; meta=\${meta//'$STARROCKS_HOME'/$home}
printf 'home=%s\\nmeta=%s\\njava=%s\\nowner=%s\\nself=%s\\nnetworks=%s\\nreadable=%s\\n' "$home" "\${meta:-$home/meta}" "$java" \\
  "$(ps -p "$pid" -o user= | tr -d ' ')" "$(id -un)" "$(setting priority_networks)" "$([ -r "$home/conf/fe.conf" ] && echo yes)"
`;

export async function findInstall(tools: Tools, target: SshTarget, queryPort: number): Promise<FoundInstall> {
  const { stdout } = await runScript(tools.ssh, target, FIND_INSTALL, {
    args: [String(queryPort)],
    limitMs: 20_000,
    what: 'looking for the frontend',
  });
  const found = new Map(
    stdout.split('\n').flatMap((line): [string, string][] => {
      const at = line.indexOf('=');
      return at > 0 ? [[line.slice(0, at), line.slice(at + 1)]] : [];
    }),
  );
  const get = (key: string, pattern: RegExp) => {
    const value = found.get(key) ?? '';
    return pattern.test(value) ? value.replace(/(.)\/+$/, '$1') : undefined;
  };
  const home = get('home', ABSOLUTE_PATH);
  if (home === undefined) {
    throw new MusterError('NOT_FOUND', found.get('trouble') ?? 'the home of its frontend cannot be told');
  }
  const java = get('java', ABSOLUTE_PATH);
  const owner = get('owner', USER);
  const networks = get('networks', /^[0-9./;, ]{1,400}$/);
  return {
    home,
    // A fe.conf that cannot be read leaves the default, which may be wrong; `check` finds the meta directory missing.
    meta: get('meta', ABSOLUTE_PATH) ?? `${home}/meta`,
    ...(java !== undefined && { java }),
    ...(owner !== undefined && owner !== found.get('self') && { become: owner }),
    ...(networks !== undefined && { priorityNetworks: networks }),
  };
}

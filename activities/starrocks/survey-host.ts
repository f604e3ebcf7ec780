import type { FrontendSpec } from '../../model/starrocks/cluster-spec.ts';
import { readFeConf } from '../../model/starrocks/fe-conf.ts';
import type { HostReading, JavaReading } from '../../model/starrocks/host-survey.ts';
import { LIST_LISTENING } from '../net/list-listening.ts';
import { parseSections } from '../ssh/parse-sections.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { DESCRIBE_FRONTEND, parseProcess } from './find-process.ts';

/** What the host says, and the settings of its present fe.conf that the gates ask for; none where it has no fe.conf. */
export interface SurveyedHost extends HostReading {
  readonly conf?: ReadonlyMap<string, string>;
}

/** One script, one round trip; each section begins with a line of its own. Of fe.conf only what is asked for leaves the host. */
const SURVEY = `${DESCRIBE_FRONTEND}${LIST_LISTENING}
home=$1 meta=$2 ours=$3 given=$4
list_addresses() {
  if command -v ip >/dev/null; then ip -o -4 addr show | awk '{print $4}' | sed 's|/.*||'; return; fi
  hostname -I 2>/dev/null | tr ' ' '\\n' | grep -E '^[0-9.]+$'
}
read_setting() {
  sed -n "s/^[[:space:]]*$1[[:space:]]*=[[:space:]]*//p" "$home/conf/fe.conf" 2>/dev/null | tail -n 1
}
echo '== addresses'; list_addresses
echo '== listening'; list_listening | sort -un
echo '== process'; describe_frontend "$home"
echo '== meta'; if [ -e "$meta" ] && ! ls -A "$meta" >/dev/null 2>&1; then echo 'not readable'; else ls -A "$meta" 2>/dev/null | head -n 5; fi
echo '== version'; sed -n 's/^clusterId=//p' "$meta/image/VERSION" 2>/dev/null
echo '== installed'; [ -e "$home/bin/start_fe.sh" ] && echo yes
echo '== conf'
if [ -e "$home/conf/fe.conf" ]; then
  echo there = yes
  for key in priority_networks frontend_address; do value=$(read_setting "$key"); [ -n "$value" ] && echo "$key = $value"; done
fi
echo '== space'; place=$meta; while [ ! -e "$place" ]; do place=$(dirname "$place"); done
df -Pk "$place" 2>/dev/null | awk 'NR == 2 {print $4}'
# In the order in which they outrank each other: the start script exports what fe.conf says over what it was given.
written=$(read_setting JAVA_HOME | tr -d "\\"'")
if [ -n "$ours" ]; then java=$ours from='config of the cluster file'
elif [ -n "$written" ]; then java=$written from=fe.conf
elif [ -n "$given" ]; then java=$given from='java of the cluster file'
else java=\${JAVA_HOME-} from='JAVA_HOME of the SSH user'; fi
java=\${java//'\${STARROCKS_HOME}'/$home}; java=\${java//'$STARROCKS_HOME'/$home}
echo '== javahome'; printf '%s\\n' "$java"
echo '== javafrom'; printf '%s\\n' "$from"
echo '== java'
case $java in
  *[\\$\\\`]*) echo 'a value that a shell works out' ;;
  *) program=java; [ -n "$java" ] && program=$java/bin/java
     command -v "$program" >/dev/null && timeout 10 "$program" -version 2>&1 | grep -m 1 -E 'version "|^(openjdk|java) ' ;;
esac
echo '== end'
`;

export async function surveyHost(tools: Tools, node: FrontendSpec): Promise<SurveyedHost> {
  const ours = node.config['JAVA_HOME'];
  const { stdout } = await runScript(tools.ssh, node.ssh, SURVEY, {
    args: [node.home, node.meta, typeof ours === 'string' ? ours : '', node.java ?? ''],
    limitMs: 30_000,
    what: 'the survey of the host',
  });
  const sections = parseSections(stdout);
  const linesOf = (name: string) => sections.get(name) ?? [];
  const process = parseProcess(linesOf('process').join('\n'));
  const [metaClusterId] = linesOf('version');
  const [free = ''] = linesOf('space');
  const conf = readFeConf(linesOf('conf').join('\n'));
  return {
    addresses: linesOf('addresses'),
    listening: linesOf('listening').map(Number),
    meta: linesOf('meta'),
    installed: linesOf('installed').length > 0,
    java: readJava(linesOf),
    ...(process !== undefined && { process: process.pid }),
    ...(metaClusterId !== undefined && { metaClusterId }),
    ...(/^\d+$/.test(free) && { freeKib: Number(free) }),
    ...(conf.size > 0 && { conf }),
  };
}

function readJava(linesOf: (section: string) => readonly string[]): JavaReading {
  const [home] = linesOf('javahome');
  const [from] = linesOf('javafrom');
  const [version] = linesOf('java');
  return {
    ...(home !== undefined && from !== undefined && { home, from }),
    ...(version !== undefined && { version }),
  };
}

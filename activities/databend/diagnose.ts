import type { DatabendNode } from '../../model/databend/cluster-spec.ts';
import { diagnoseUnit, phraseDiagnosis } from '../../model/databend/diagnose/diagnose-unit.ts';
import type { UnitDiagnosis } from '../../model/databend/diagnose/unit-causes.ts';
import { type UnitQuestion, type UnitReading, sinceStart } from '../../model/databend/diagnose/unit-reading.ts';
import { IGNORED_KEYS, listUnknown } from '../../model/databend/meta-keys.ts';
import { MusterError, isMusterError } from '../../model/error.ts';
import { sshCommand } from '../../model/ssh-target.ts';
import { lookUp, readToml, type TomlTable } from '../../model/toml/read-toml.ts';
import { maskToml } from '../../model/toml/diff-toml.ts';
import { parseUnitState, UNIT_PROPERTIES } from '../../model/unit-state.ts';
import { activitySignal } from '../context.ts';
import { readFile } from '../files/read-file.ts';
import { parseSections } from '../ssh/parse-sections.ts';
import { runScript } from '../ssh/run-script.ts';
import { type Tools, redact } from '../tools.ts';

/** What only who has asked the others knows. */
export type AlsoKnown = Pick<UnitReading, 'hung' | 'claims'>;

/** Why the service of a node is not as it should be; nothing when it runs and has nothing to say. Changes nothing. */
export async function diagnose(
  tools: Tools,
  node: DatabendNode,
  known: AlsoKnown = {},
): Promise<readonly UnitDiagnosis[]> {
  return diagnoseUnit({ ...(await readUnit(tools, node)), ...known }, toQuestion(node));
}

/** The error of a step whose node does not run: why, by the line that says it, and what to do. */
export async function explainDown(tools: Tools, node: DatabendNode, what: string): Promise<MusterError> {
  const [first] = await diagnose(tools, node).catch((error: unknown) => {
    activitySignal().throwIfAborted();
    if (isMusterError(error)) return [];
    throw error;
  });
  const why = first === undefined ? '' : `: ${phraseDiagnosis(first)}`;
  return new MusterError('COMMAND_FAILED', `${what}${why}`, {
    // What passes by itself may have passed at the next try.
    kind: first?.lasting === 'temporary' ? 'transient' : 'refused',
    hint: first?.next[0] ?? `${sshCommand(node.ssh)} sudo journalctl -u ${node.unit} -n 50 --no-pager`,
  });
}

const JOURNAL_LINES = 200;
const LOG_LINES = 60;

/** Of one that runs, what it said longer ago is over: it says a thing that lasts again and again. */
const RECENT_S = 300;

/**
 * Its own log file is named after its id and cluster, and a new one begins each hour; its times are UTC (recorded on 1.2.888). What
 * was logged before the last start is of another process.
 */
const READ = `
echo '== unit'
systemctl show "$1" -p "$2" 2>/dev/null
echo '== journal'
journalctl -u "$1" -n "$3" -o cat --no-pager 2>/dev/null | cut -c1-1000 | sed 's/^== /=/'
echo '== log'
started=$(systemctl show "$1" -p ExecMainStartTimestamp 2>/dev/null)
started=$(date -d "\${started#*=}" +%s 2>/dev/null) || started=0
case $(systemctl show "$1" -p MainPID 2>/dev/null) in
  MainPID=0|'') ;;
  *) recent=$(($(date +%s) - $5)); [ "$started" -gt "$recent" ] || started=$recent ;;
esac
since=$(date -u -d "@$started" +%Y-%m-%dT%H:%M:%S)
for dir in "\${@:6}"; do
  case $dir in /*) ;; *) continue ;; esac
  last=$(ls -t -- "$dir"/databend-* 2>/dev/null | head -n 2 | tac)
  [ -n "$last" ] || continue
  while read -r file; do tail -c 200000 -- "$file"; done <<< "$last" 2>/dev/null |
    grep -E '^[0-9TZ:.+-]+ +(WARN|ERROR) ' | awk -v since="$since" '$1 >= since' | tail -n "$4" | cut -c1-1000
  break
done
true
`;

async function readUnit(tools: Tools, node: DatabendNode): Promise<UnitReading> {
  const text = await readText(tools, node);
  const file = text === undefined ? undefined : tryToml(text);
  const { stdout } = await runScript(tools.ssh, node.ssh, READ, {
    args: [
      node.unit,
      UNIT_PROPERTIES.join(','),
      String(JOURNAL_LINES),
      String(LOG_LINES),
      String(RECENT_S),
      ...logDirs(file),
    ],
    limitMs: 20_000,
    what: `reading what ${node.unit} said`,
    signal: activitySignal(),
  });
  const sections = parseSections(redact(stdout));
  const unit = parseUnitState(sections.get('unit') ?? []);
  return {
    ...(unit !== undefined && { unit }),
    journal: sinceStart(sections.get('journal') ?? [], node.unit),
    log: sections.get('log') ?? [],
    ...(node.role === 'meta' && text !== undefined && file !== undefined && { ignored: listIgnored(file, text) }),
  };
}

/** Of a file that cannot be had its service will say so. */
async function readText(tools: Tools, node: DatabendNode): Promise<string | undefined> {
  try {
    const { content } = await readFile(tools.ssh, node.ssh, node.file, { signal: activitySignal() });
    return content?.toString('utf8');
  } catch (error) {
    if (isMusterError(error) && error.code === 'COMMAND_FAILED') return undefined;
    throw error;
  }
}

function tryToml(text: string): TomlTable | undefined {
  try {
    return readToml(text);
  } catch (error) {
    if (isMusterError(error)) return undefined;
    throw error;
  }
}

/** `log_dir` is the older way to say it; the last one is where packages put it. */
function logDirs(file: TomlTable | undefined): readonly string[] {
  const said = file === undefined ? [] : [lookUp(file, ['log', 'file', 'dir']), lookUp(file, ['log_dir'])];
  return [...said.filter((dir) => typeof dir === 'string'), '/var/log/databend'];
}

function listIgnored(file: TomlTable, text: string): NonNullable<UnitReading['ignored']> {
  const lines = maskToml(text).map(({ shown }) => shown);
  const find = (key: string) => {
    const name = key.split('.').at(-1) ?? '';
    const line = lines.find((one) => one.trimStart().startsWith(name));
    return line === undefined ? {} : { line: line.trim() };
  };
  const known = IGNORED_KEYS.filter((key) => lookUp(file, key.split('.')) !== undefined).map((key) => ({
    key,
    why: 'the default of the command line wins',
    ...find(key),
  }));
  const strange = listUnknown(file).map(({ key, meant }) => ({
    key,
    why: `databend-meta does not know it${meant === undefined ? '' : `; ${meant} may be meant`}`,
    ...find(key),
  }));
  return [...known, ...strange];
}

function toQuestion(node: DatabendNode): UnitQuestion {
  const { alias, role, unit, user, file, ssh } = node;
  return {
    ...{ node: alias, role, unit, user, file, ssh: sshCommand(ssh) },
    ...(node.role === 'meta' && { id: node.id }),
    dirs: node.role === 'meta' ? [node.raftDir] : [],
  };
}

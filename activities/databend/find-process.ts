import type { DatabendNode } from '../../model/databend/cluster-spec.ts';
import { activitySignal } from '../context.ts';
import { UNIT_SCRIPT } from '../services/unit-script.ts';
import { type ServiceProcess, parseServiceProcess } from '../services/service.ts';
import { parseSections } from '../ssh/parse-sections.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';

export interface PortHolder {
  readonly port: number;
  /** Absent: its owner may not be seen by us; only root sees the processes of others. */
  readonly pid?: number;
}

/** What runs a node on its host, and who holds its ports. */
export interface NodeProcess {
  /** Of the unit. */
  readonly process?: ServiceProcess;
  /** Those of its ports that something listens on. */
  readonly holders: readonly PortHolder[];
}

/** The process that answers on a raft port need not be that of the unit: the product does not notice that it is taken. */
export async function findProcess(tools: Tools, node: DatabendNode): Promise<NodeProcess> {
  const ports = Object.values(node.ports);
  const { stdout } = await runScript(tools.ssh, node.ssh, FIND, {
    args: [node.unit, ports.join(' or sport = :')],
    limitMs: 20_000,
    what: 'looking for the process of the unit',
    signal: activitySignal(),
  });
  const sections = parseSections(stdout);
  const process = parseServiceProcess(sections.get('process')?.[0] ?? '');
  return { ...(process !== undefined && { process }), holders: (sections.get('ports') ?? []).flatMap(parseHolder) };
}

/** Ports of the node that another process than that of the unit holds. */
export function foreignHolders({ process, holders }: NodeProcess): readonly PortHolder[] {
  return holders.filter(({ pid }) => (pid === undefined ? process === undefined : pid !== process?.pid));
}

/**
 * The ports before the process: one that is started in between, by an earlier try that is still at it, is the unit's own and no
 * stranger. Whoever has ended in between holds nothing.
 */
const FIND = `${UNIT_SCRIPT}
ports=$(ss -Hltnp "sport = :$2" 2>/dev/null | awk '{print $4, $NF}')
echo '== process'
main_of "$1"
echo '== ports'
while read -r line; do
  pid=\${line##*pid=}
  case $line in *pid=*) identify "\${pid%%[!0-9]*}" >/dev/null || continue ;; esac
  printf '%s\\n' "$line"
done <<< "$ports"
true
`;

function parseHolder(line: string): readonly PortHolder[] {
  const [, port, pid] = /:(\d+) (?:.*?pid=(\d+))?/.exec(line) ?? [];
  return port === undefined ? [] : [{ port: Number(port), ...(pid !== undefined && { pid: Number(pid) }) }];
}

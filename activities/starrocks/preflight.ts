import type { GateName } from '../../model/gates.ts';
import type { NodeSpec } from '../../model/cluster.ts';
import { isMusterError, type MusterError } from '../../model/error.ts';
import { describeLogin } from '../../model/ssh-target.ts';
import { type HostSurvey, judgeHost } from '../../model/starrocks/judge-host.ts';
import type { Finding } from '../../model/step.ts';
import { activityAttempt } from '../context.ts';
import { probePort } from '../net/probe-port.ts';
import { checkBecome } from '../ssh/check-become.ts';
import { runScript } from '../ssh/run-script.ts';
import type { Tools } from '../tools.ts';
import { findLeaderBeside } from './find-leader.ts';
import { type NodeInput, findNode } from './find-node.ts';
import { DESCRIBE_FRONTEND, parseProcess } from './find-process.ts';

/** Tries before an unreachable host counts as refused. */
const TRIES = 3;

/** Gates about the new host: SSH and host key, the user to act as, ports and other frontends on it, its meta directory. Reads only. */
export async function preflight(tools: Tools, input: NodeInput): Promise<readonly Finding[]> {
  const node = findNode(input);
  let host: Omit<HostSurvey, 'registered' | 'clusterId' | 'fromOutside'>;
  let become: Finding | undefined;
  try {
    become = await checkBecome(tools, node);
    if (become?.severity === 'refusal') return [sayReached(node), become];
    host = await surveyHost(tools, node);
  } catch (error) {
    if (!isMusterError(error) || mayPass(error)) throw error;
    return [refuse('ssh', node, error)];
  }
  const [http, editLog] = await Promise.all([
    probePort(node.host, node.ports.http, { limitMs: 2_000 }),
    probePort(node.host, node.ports.editLog, { limitMs: 2_000 }),
  ]);
  const entered = [sayReached(node), ...(become === undefined ? [] : [become])];
  try {
    const { rows } = await findLeaderBeside(tools, input.cluster, [node.host]);
    const cluster = { registered: rows, clusterId: rows[0]?.clusterId ?? '' };
    return [...entered, ...judgeHost(node, { ...host, ...cluster, fromOutside: { http, editLog } })];
  } catch (error) {
    if (!isMusterError(error) || mayPass(error)) throw error;
    const message = `whether another frontend lives on ${node.host} cannot be read: ${error.message}`;
    return [...entered, refuse('ports', node, error, message)];
  }
}

function sayReached({ alias, ssh }: NodeSpec): Finding {
  const message = `${describeLogin(ssh)} answers with the known host key`;
  return { gate: 'ssh', severity: 'ok', subject: alias, message };
}

/** What passes may be tried again; what stays so is a reason like any other. */
function mayPass(error: MusterError): boolean {
  return error.kind !== 'refused' && activityAttempt() < TRIES;
}

function refuse(gate: GateName, node: NodeSpec, { hint, message: why }: MusterError, message = why): Finding {
  const next = hint === undefined ? {} : { next: [hint] };
  return { gate, severity: 'refusal', subject: node.alias, message, ...next };
}

/** One script, one round trip; each section begins with a line of its own. */
const SURVEY = `${DESCRIBE_FRONTEND}
home=$1 meta=$2
list_listening() {
  if command -v ss >/dev/null; then ss -Hltn | awk '{print $4}' | sed 's/.*://'; return; fi
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk '$4 == "0A" {sub(/.*:/, "", $2); print $2}' | while read -r port; do echo $((16#$port)); done
}
echo '== addresses'; hostname -I 2>/dev/null | tr ' ' '\\n' | sed '/^$/d'
echo '== listening'; list_listening | sort -un
echo '== process'; describe_frontend "$home"
echo '== meta'; if [ -e "$meta" ] && ! ls -A "$meta" >/dev/null 2>&1; then echo 'not readable'; else ls -A "$meta" 2>/dev/null | head -n 5; fi
echo '== version'; sed -n 's/^clusterId=//p' "$meta/image/VERSION" 2>/dev/null
echo '== end'
`;

async function surveyHost(
  tools: Tools,
  node: NodeSpec,
): Promise<Omit<HostSurvey, 'registered' | 'clusterId' | 'fromOutside'>> {
  const { stdout } = await runScript(tools.ssh, node.ssh, SURVEY, {
    args: [node.home, node.meta],
    limitMs: 20_000,
    what: 'the survey of the host',
  });
  const sections = parseSections(stdout);
  const process = parseProcess((sections.get('process') ?? []).join('\n'));
  const [metaClusterId] = sections.get('version') ?? [];
  return {
    addresses: sections.get('addresses') ?? [],
    listening: (sections.get('listening') ?? []).map(Number),
    meta: sections.get('meta') ?? [],
    ...(process !== undefined && { process: process.pid }),
    ...(metaClusterId !== undefined && { metaClusterId }),
  };
}

function parseSections(text: string): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    const [, name] = /^== (\w+)$/.exec(line) ?? [];
    if (name === undefined) {
      if (line !== '') lines.push(line);
    } else {
      lines = [];
      sections.set(name, lines);
    }
  }
  return sections;
}

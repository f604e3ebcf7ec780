import type { GateName } from '../gates.ts';
import type { Finding, Severity } from '../step.ts';
import type { UnitState } from '../unit-state.ts';
import type { DatabendNode } from './cluster-spec.ts';
import type { UnitDiagnosis } from './diagnose/unit-causes.ts';
import { unitCommands } from './node-commands.ts';

export interface NodeHost {
  /** Whether the node is to run: a member, or a Query node. */
  readonly expected: boolean;
  /** Absent: systemd could not be asked. */
  readonly unit?: UnitState;
  readonly diagnoses: readonly UnitDiagnosis[];
  /** Ports of the node that another process than that of its unit holds. */
  readonly foreign: readonly { readonly port: number; readonly pid?: number }[];
}

/** What the host of a node says of it; nothing of one that is yet to come, of which a plan says all. */
export function judgeNodeHost(node: DatabendNode, host: NodeHost): readonly Finding[] {
  if (!host.expected) return [];
  return [...judgeService(node, host), ...judgeEnabled(node, host), ...judgePorts(node, host)];
}

/** Each known cause by the line that says it. Keys without effect are told with the file. */
function judgeService(node: DatabendNode, { unit, diagnoses }: NodeHost): readonly Finding[] {
  const told = diagnoses.filter(({ cause }) => cause !== 'ignored-keys');
  const runs = unit === undefined || unit.mainPid > 0;
  if (told.length === 0 && runs) return [say(node, 'service', 'ok', `${node.unit} of ${node.alias} runs`)];
  return told.map(({ message, line, next }) =>
    say(
      node,
      'service',
      runs ? 'warning' : 'refusal',
      `${node.alias}: ${message}${line === undefined ? '' : `: ${line.trim().slice(0, 500)}`}`,
      ...next,
    ),
  );
}

/** Nothing of the product brings it back after a reboot but its unit (Restart=no in the package). */
function judgeEnabled(node: DatabendNode, { unit }: NodeHost): readonly Finding[] {
  if (unit === undefined || unit.file === 'enabled' || unit.file === 'static') return [];
  const { start } = unitCommands(node);
  return [
    say(
      node,
      'enabled',
      'warning',
      `${node.unit} of ${node.alias} is ${unit.file === '' ? 'not there' : unit.file}: it does not come back after a reboot`,
      start.replace('systemctl start', 'systemctl enable'),
    ),
  ];
}

/** A busy raft port is not noticed by the product: whoever has it answers in the name of the node (recorded on 1.2.888). */
function judgePorts(node: DatabendNode, { foreign }: NodeHost): readonly Finding[] {
  if (foreign.length === 0) return [say(node, 'process', 'ok', `${node.alias} has its ports itself`)];
  return foreign.map(({ port, pid }) => {
    const isRaft = node.role === 'meta' && port === node.ports.raft;
    const who = pid === undefined ? 'another process' : `pid ${pid}`;
    const why = isRaft ? ', which answers in its name and counts as its vote' : '';
    return say(
      node,
      'process',
      'refusal',
      `port ${port} of ${node.alias} is held by ${who}, not by ${node.unit}${why}`,
      unitCommands(node).start.replace(/sudo systemctl start .*/, `sudo ss -Hltnp 'sport = :${port}'`),
    );
  });
}

function say(
  { alias }: DatabendNode,
  gate: GateName,
  severity: Severity,
  message: string,
  ...next: readonly string[]
): Finding {
  return { gate, severity, subject: alias, message, ...(next.length > 0 && { next }) };
}

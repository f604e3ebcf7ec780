import { isMusterError } from '../error.ts';
import type { GateName } from '../gates.ts';
import { sshCommand } from '../ssh-target.ts';
import type { Finding, Severity } from '../step.ts';
import { readToml } from '../toml/read-toml.ts';
import { type UnitState, describeUnit } from '../unit-state.ts';
import type { DatabendNode } from './cluster-spec.ts';
import { judgeMetaToml } from './judge-meta-toml.ts';

export interface RestartHost {
  readonly unit?: UnitState;
  /** Ports of the node that a process other than that of the unit listens on. */
  readonly strangers: readonly { readonly port: number; readonly pid?: number }[];
  /** What is in its file; absent where there is none. */
  readonly file?: string;
}

/** Whether the unit would come up again as the node that it is: it is stopped only then. */
export function judgeRestartHost(node: DatabendNode, seen: RestartHost): readonly Finding[] {
  return [judgeUnit(node, seen), ...judgeStrangers(node, seen), ...judgeFile(node, seen)];
}

function judgeUnit(node: DatabendNode, { unit }: RestartHost): Finding {
  const { alias, unit: name, ssh } = node;
  if (unit?.load === 'loaded') {
    const stale = unit.stale ? ', and its file was changed since systemd read it: that is used from now on' : '';
    return say(node, 'unit', unit.stale ? 'warning' : 'ok', `${name} on ${alias} ${describeUnit(unit)}${stale}`);
  }
  const why = unit === undefined ? 'cannot be asked for' : describeUnit(unit);
  return say(node, 'unit', 'refusal', `${name} on ${alias} ${why}`, `${sshCommand(ssh)} systemctl cat ${name}`);
}

/** A restart of the unit would leave it, and it would go on answering in the name of the node. */
function judgeStrangers(node: DatabendNode, { strangers }: RestartHost): readonly Finding[] {
  return strangers.map(({ port, pid }) =>
    say(
      node,
      'process',
      'refusal',
      `${pid === undefined ? 'a process' : `pid ${pid}`} that is not that of ${node.unit} listens on port ${port} of ${node.alias}`,
      `${sshCommand(node.ssh)} "sudo ss -Hltnp 'sport = :${port}'"`,
    ),
  );
}

/** What is said of a running member is what it was started with; the file is what it would start with. */
function judgeFile(node: DatabendNode, { file }: RestartHost): readonly Finding[] {
  if (file === undefined) {
    const message = `${node.file} is not there on ${node.alias}: it would not start again`;
    return [say(node, 'meta-file', 'refusal', message, `${sshCommand(node.ssh)} ls -l ${node.file}`)];
  }
  if (node.role === 'meta') return judgeMetaToml(node, file);
  try {
    readToml(file, `${node.file} on ${node.alias}`);
    return [];
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return [say(node, 'meta-file', 'refusal', error.message)];
  }
}

function say(node: DatabendNode, gate: GateName, severity: Severity, message: string, ...next: string[]): Finding {
  return { gate, severity, subject: node.alias, message, ...(next.length > 0 && { next }) };
}

import { sshCommand } from '../ssh-target.ts';
import type { Finding } from '../step.ts';
import { describeUnit, type UnitState } from '../unit-state.ts';
import type { MetaSpec } from './cluster-spec.ts';
import { say } from './host/meta-host.ts';

/** What the host of a meta node that is to go says of itself. */
export interface LeavingMetaHost {
  readonly unit: UnitState;
  /** Processes of databend-meta from this installation that are not the unit's. */
  readonly strays: readonly number[];
  /** What its file says; a reason where it cannot be read, absent where there is none. */
  readonly file?: { readonly id: number; readonly raftDir: string } | string;
  readonly raftDir: 'missing' | 'empty' | 'full';
}

/** Whether what would be stopped, disabled and moved aside there is this node's, and all of it. */
export function judgeLeavingHost(node: MetaSpec, host: LeavingMetaHost): readonly Finding[] {
  return [judgeUnit(node, host), ...judgeStrays(node, host), judgeFile(node, host)];
}

function judgeUnit(node: MetaSpec, { unit }: LeavingMetaHost): Finding {
  const show = `${sshCommand(node.ssh)} systemctl status ${node.unit}`;
  if (unit.load === 'not-found') {
    const message = `${node.unit} is not known to systemd on ${node.alias}: there is nothing to stop or to disable`;
    return say(node, 'unit', 'warning', message, show);
  }
  if (unit.load !== 'loaded' && unit.load !== 'masked') {
    return say(node, 'unit', 'refusal', `systemd of ${node.alias} cannot load ${node.unit}: ${unit.load}`, show);
  }
  return say(node, 'unit', 'ok', `${node.unit} ${describeUnit(unit)}`);
}

/** Stopping the unit would not end it, and it would go on as the member that it was. */
function judgeStrays(node: MetaSpec, { strays }: LeavingMetaHost): readonly Finding[] {
  if (strays.length === 0) return [];
  const message = `databend-meta runs on ${node.alias} as pid ${strays.join(', ')}, and not as ${node.unit}: it would go on`;
  return [
    say(
      node,
      'process',
      'refusal',
      message,
      `${sshCommand(node.ssh)} ps -ww -o user,lstart,args -p ${strays.join(',')}`,
    ),
  ];
}

function judgeFile(node: MetaSpec, { file, raftDir }: LeavingMetaHost): Finding {
  const look = `${sshCommand(node.ssh)} cat ${node.file}`;
  const refuse = (message: string) => say(node, 'meta-file', 'refusal', message, look);
  if (file === undefined) {
    const left = raftDir === 'full' ? `${node.raftDir} is moved aside as it is` : 'nothing of it is left';
    return say(node, 'meta-file', 'warning', `${node.file} is not on ${node.alias}: ${left}`);
  }
  if (typeof file === 'string') return refuse(`${node.file} on ${node.alias} cannot be read: ${file}`);
  if (file.id !== node.id) {
    return refuse(`${node.file} on ${node.alias} is of id ${file.id}, and the cluster file says ${node.id}`);
  }
  if (trim(file.raftDir) !== trim(node.raftDir)) {
    return refuse(`${node.file} on ${node.alias} has raft_dir ${file.raftDir}, and the cluster file ${node.raftDir}`);
  }
  return say(node, 'meta-file', 'ok', `${node.file} is of id ${node.id} with its directory ${node.raftDir}`);
}

function trim(path: string): string {
  return path.replace(/\/+$/, '');
}

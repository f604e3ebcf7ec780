import { sshCommand } from '../../ssh-target.ts';
import type { Finding } from '../../step.ts';
import type { MetaSpec } from '../cluster-spec.ts';
import { isHalfJoined, type Standing } from '../standing.ts';
import { type MetaHostReading, say, type TakenPort } from './meta-host.ts';

/**
 * A node whose raft port is taken says nothing of it: it is made a voter, and whoever owns the port answers in its name
 * (recorded on 1.2.888). So nothing may listen there, unless it is this very node, half-joined before.
 */
export function judgeRaftPorts(node: MetaSpec, host: MetaHostReading, standing: Standing): Finding {
  const own = host.unit?.mainPid ?? 0;
  const runs = own > 0 && host.unit?.active === 'active';
  if (runs && !isHalfJoined(standing)) {
    return say(
      node,
      'raft-ports',
      'refusal',
      `${node.unit} runs on ${node.alias} already (pid ${own}), and no member of this cluster knows it`,
      `${sshCommand(node.ssh)} systemctl status ${node.unit}`,
    );
  }
  const foreign = host.processes.filter((pid) => pid !== own);
  if (foreign.length > 0) {
    return say(
      node,
      'raft-ports',
      'refusal',
      `another databend-meta runs on ${node.alias} (pid ${foreign.join(', ')}): it could answer in the name of the new one`,
      `${sshCommand(node.ssh)} ps -fp ${foreign.join(',')}`,
    );
  }
  const taken = host.taken.filter(({ owner }) => !(runs && (owner === undefined || owner.pid === own)));
  if (taken.length > 0) {
    const uses = new Map(Object.entries(node.ports).map(([use, port]) => [port, use]));
    const list = taken.map((one) => `${one.port} (${uses.get(one.port) ?? 'port'})${nameOwner(one)}`).join(', ');
    return say(
      node,
      'raft-ports',
      'refusal',
      `something listens on ${list} of ${node.alias}`,
      `${sshCommand(node.ssh)} ss -ltnp 'sport = :${taken[0]?.port}'`,
    );
  }
  const { admin, grpc, raft } = node.ports;
  return say(
    node,
    'raft-ports',
    'ok',
    runs ? `${node.unit} runs, from an earlier try (pid ${own})` : `${admin}, ${grpc} and ${raft} are free`,
  );
}

function nameOwner({ owner }: TakenPort): string {
  return owner === undefined ? '' : `, which is ${owner.name} (pid ${owner.pid})`;
}

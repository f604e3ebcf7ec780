import { ROLE_WORDS } from '../../cluster.ts';
import type { BackendSpec } from '../cluster-spec.ts';
import { sshCommand } from '../../ssh-target.ts';
import type { Finding } from '../../step.ts';
import type { PortAnswer } from '../host-survey.ts';

/** What was read on the host of a new backend or compute node. */
export interface NewHost {
  /** Ports that the host itself says are listened on. */
  readonly listening: readonly number[];
  /** Pid of a living process of the node's home. */
  readonly process?: number;
  /** Whether the node is registered and was never heard: then a process of it may be there already. */
  readonly adoptable: boolean;
  /** As the worker sees it. */
  readonly fromOutside: { readonly heartbeat: PortAnswer; readonly http: PortAnswer };
  /** As the host of the leader sees it; absent when that could not be asked. */
  readonly fromLeader?: PortAnswer;
}

/** Gates `ports` and `leader-path`. */
export function judgeNewHost(node: BackendSpec, host: NewHost): readonly Finding[] {
  return [judgePorts(node, host), judgePath(node, host)];
}

function judgePorts(node: BackendSpec, host: NewHost): Finding {
  const { alias, role, home, ports } = node;
  const about = { gate: 'ports', subject: alias } as const;
  const refuse = (message: string, next?: string): Finding => ({
    ...about,
    severity: 'refusal',
    message,
    ...(next !== undefined && { next: [next] }),
  });
  if (host.process !== undefined) {
    if (host.adoptable) return { ...about, severity: 'ok', message: `process ${host.process} is there: it is adopted` };
    return refuse(
      `a ${ROLE_WORDS[role]} runs in ${home} already (pid ${host.process}), and is not registered`,
      `${sshCommand(node.ssh)} ${home}/bin/stop_${role}.sh -g`,
    );
  }
  const taken = Object.entries(ports).filter(([, port]) => host.listening.includes(port));
  if (taken.length > 0) {
    const list = taken.map(([name, port]) => `${port} (${name})`).join(', ');
    return refuse(`something listens on ${list} of ${node.host}`, `ss -ltnp 'sport = :${taken[0]?.[1]}'`);
  }
  const answering = (['heartbeat', 'http'] as const).filter((name) => host.fromOutside[name] === 'open');
  if (answering.length > 0) {
    const list = answering.map((name) => ports[name]).join(' and ');
    return refuse(
      `${node.host} answers on port ${list}, and the host itself listens on none of them: is it another host?`,
    );
  }
  const silent = (['heartbeat', 'http'] as const).filter((name) => host.fromOutside[name] === 'silent');
  if (silent.length > 0) {
    const list = silent.map((name) => ports[name]).join(' and ');
    return refuse(`port ${list} of ${node.host} neither answers nor refuses: a firewall would keep it from its peers`);
  }
  return { ...about, severity: 'ok', message: `${Object.values(ports).join(', ')} are free` };
}

/** The leader calls the node, never the other way round: what the worker sees says nothing of that way. */
function judgePath({ alias, host, ports }: BackendSpec, { fromLeader }: NewHost): Finding {
  const about = { gate: 'leader-path', subject: alias } as const;
  const where = `${host}:${ports.heartbeat}`;
  if (fromLeader === undefined) {
    return {
      ...about,
      severity: 'warning',
      message: `whether the leader reaches ${where} could not be asked on its host`,
    };
  }
  if (fromLeader !== 'silent') return { ...about, severity: 'ok', message: `the host of the leader reaches ${where}` };
  return {
    ...about,
    severity: 'refusal',
    message: `${where} neither answers nor refuses on the host of the leader: its heartbeats would not arrive`,
    next: [`timeout 3 bash -c '</dev/tcp/${host}/${ports.heartbeat}'   # on the host of the leader`],
  };
}

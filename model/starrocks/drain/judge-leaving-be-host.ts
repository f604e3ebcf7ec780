import { ROLE_WORDS } from '../../cluster.ts';
import type { BackendSpec } from '../cluster-spec.ts';
import type { Finding } from '../../step.ts';
import { judgeSupervisor } from '../judge-supervisor.ts';

/** What was read on the host of a backend that is to go. */
export interface LeavingBackendHost {
  /** Pid of the living backend of the node's home. */
  readonly process?: number;
  /** What starts it again. */
  readonly supervisor?: string;
  /** Ports that the host says are listened on. */
  readonly listening: readonly number[];
  /** As its conf file says, the media left out; absent when it has no such line, or there is no file. */
  readonly storage?: readonly string[];
}

/** Whether the process that is going to be stopped and the storage that is going to be moved are those of this node. */
export function judgeLeavingBackendHost(node: BackendSpec, host: LeavingBackendHost): readonly Finding[] {
  // What a compute node keeps is a cache, and stays where it is.
  const storage = node.role === 'be' ? [judgeStorage(node, host)] : [];
  return [judgeProcess(node, host), ...storage, judgeSupervisor(node, host.supervisor)];
}

function judgeProcess({ alias, home, ports, role }: BackendSpec, { process, listening }: LeavingBackendHost): Finding {
  const about = { gate: 'process', subject: alias } as const;
  const what = ROLE_WORDS[role];
  if (process !== undefined) return { ...about, severity: 'ok', message: `pid ${process} is the ${what} of ${home}` };
  const taken = [ports.be, ports.http, ports.heartbeat, ports.brpc].find((port) => listening.includes(port));
  if (taken === undefined) return { ...about, severity: 'ok', message: `no ${what} runs in ${home}` };
  return {
    ...about,
    severity: 'refusal',
    message: `something listens on ${taken} of ${alias}, and no ${what} is known to run in ${home}: it would not be stopped`,
    next: [`ss -ltnp 'sport = :${taken}'`],
  };
}

/** Without a line the product takes `storage` of its home. */
function judgeStorage({ alias, home, role, storage }: BackendSpec, host: LeavingBackendHost): Finding {
  const about = { gate: 'own-storage', subject: alias } as const;
  const ours = storage.map(({ path }) => path);
  const theirs = host.storage ?? [`${home}/storage`];
  if (ours.length === theirs.length && ours.every((path) => theirs.includes(path)))
    return { ...about, severity: 'ok', message: `its tablets are in ${ours.join(', ')}` };
  return {
    ...about,
    severity: 'refusal',
    message: `${role}.conf of ${alias} keeps tablets in ${theirs.join(', ')}, the cluster file says ${ours.join(', ')}: the wrong ones would be moved`,
    next: [`nodes.${alias}.storage in the cluster file`],
  };
}

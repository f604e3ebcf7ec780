import { ROLE_WORDS } from '../../cluster.ts';
import type { BackendSpec } from '../cluster-spec.ts';
import type { Finding } from '../../step.ts';
import type { StorageReading } from './judge-storage.ts';

/** What was read on the host of a backend or compute node that is to be restarted. */
export interface RestartBackendHost {
  /** Pid of the living process of the node's home. */
  readonly process?: number;
  /** What starts it again when it ends. */
  readonly supervisor?: string;
  /** Ports that the host says are listened on. */
  readonly listening: readonly number[];
  readonly storage: readonly StorageReading[];
  /** Whether its start script is there. */
  readonly installed: boolean;
}

/** Whether what would be stopped is the right process, and could be started again. */
export function judgeRestartBackendHost(node: BackendSpec, host: RestartBackendHost): readonly Finding[] {
  return [judgeProcess(node, host), judgeStart(node, host), ...judgeStarter(node, host)];
}

function judgeProcess({ alias, home, ports, role }: BackendSpec, { process, listening }: RestartBackendHost): Finding {
  const about = { gate: 'process', subject: alias } as const;
  const what = ROLE_WORDS[role];
  if (process !== undefined) return { ...about, severity: 'ok', message: `pid ${process} is the ${what} of ${home}` };
  const taken = Object.values(ports).find((port) => listening.includes(port));
  if (taken === undefined)
    return { ...about, severity: 'ok', message: `no ${what} runs in ${home}: it is only started` };
  return {
    ...about,
    severity: 'refusal',
    message: `something listens on ${taken} of ${alias}, and no ${what} is known to run in ${home}`,
    next: [`ss -ltnp 'sport = :${taken}'`],
  };
}

/** Asked before the stop: what cannot be started again must not be stopped. */
function judgeStart({ alias, home, role }: BackendSpec, { storage, installed }: RestartBackendHost): Finding {
  const about = { gate: 'storage', subject: alias } as const;
  if (!installed) {
    const message = `${home} on ${alias} has no bin/start_${role}.sh: it could not be started again`;
    return {
      ...about,
      gate: 'package',
      severity: 'refusal',
      message,
      next: [`nodes.${alias}.home in the cluster file`],
    };
  }
  const bad = storage.find(({ state, writable }) => state === 'missing' || state === 'unreadable' || !writable);
  if (bad === undefined)
    return { ...about, severity: 'ok', message: `${storage.map(({ path }) => path).join(', ')} can be written` };
  const why = bad.state === 'missing' ? 'is not there' : 'cannot be written';
  return {
    ...about,
    severity: 'refusal',
    message: `${bad.path} on ${alias} ${why}: it would not start again`,
    next: [`ls -ld ${bad.path}`, `nodes.${alias}.storage in the cluster file`],
  };
}

/** No hindrance here: the restart waits for its process instead of starting one. */
function judgeStarter({ alias }: BackendSpec, { supervisor }: RestartBackendHost): readonly Finding[] {
  if (supervisor === undefined) return [];
  const message = `${supervisor} starts ${alias} again by itself: its process is waited for`;
  return [{ gate: 'supervisor', severity: 'ok', subject: alias, message }];
}

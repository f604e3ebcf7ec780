import type { FrontendSpec } from './cluster-spec.ts';
import type { Finding } from '../step.ts';

/** What was read on the host of a frontend that is to be restarted. */
export interface RestartHost {
  /** Pid of the living frontend of the node's home. */
  readonly process?: number;
  /** `empty`, `partial`, `whole` or `elsewhere <dir>`. */
  readonly meta: string;
  /** What starts it again when it ends. */
  readonly supervisor?: string;
  /** Whether something listens on its edit_log_port. */
  readonly listens: boolean;
}

/** Whether what would be stopped is the right process, and what would be started goes on as the member that it was. */
export function judgeRestartHost(node: FrontendSpec, host: RestartHost): readonly Finding[] {
  return [judgeProcess(node, host), judgeMeta(node, host), ...judgeStarter(node, host)];
}

function judgeProcess({ alias, home, ports }: FrontendSpec, { process, listens }: RestartHost): Finding {
  const about = { gate: 'process', subject: alias } as const;
  if (process !== undefined) return { ...about, severity: 'ok', message: `pid ${process} is the frontend of ${home}` };
  if (!listens) return { ...about, severity: 'ok', message: `no frontend runs in ${home}: it is only started` };
  return {
    ...about,
    severity: 'refusal',
    message: `something answers on ${ports.editLog} of ${alias}, and no frontend is known to run in ${home}`,
    next: [`ss -ltnp 'sport = :${ports.editLog}'`],
  };
}

/** Asked before the stop: a frontend that cannot be started again as itself must not be stopped. */
function judgeMeta({ alias, meta }: FrontendSpec, { meta: state }: RestartHost): Finding {
  const about = { gate: 'own-meta', subject: alias } as const;
  if (state === 'whole') return { ...about, severity: 'ok', message: `${meta} holds ROLE, VERSION and a journal` };
  const elsewhere = /^elsewhere (.*)$/.exec(state)?.[1];
  const message =
    elsewhere === undefined
      ? `${meta} is ${state}: the frontend would not go on as the member that it is`
      : `fe.conf of ${alias} says meta_dir is ${elsewhere}, the cluster file says ${meta}`;
  const next = elsewhere === undefined ? `ls -la ${meta} ${meta}/image` : `nodes.${alias}.meta in the cluster file`;
  return { ...about, severity: 'refusal', message, next: [next] };
}

/** No hindrance here: the restart waits for its process instead of starting one. */
function judgeStarter({ alias }: FrontendSpec, { supervisor }: RestartHost): readonly Finding[] {
  if (supervisor === undefined) return [];
  const message = `${supervisor} starts the frontend of ${alias} again by itself: its process is waited for`;
  return [{ gate: 'supervisor', severity: 'ok', subject: alias, message }];
}

import type { BackendSpec } from '../../../model/starrocks/cluster-spec.ts';
import { scriptService } from '../../services/scripted.ts';
import type { Service } from '../../services/service.ts';
import type { Tools } from '../../tools.ts';
import { endingNote } from '../await-ending.ts';
import { LEAST_PID_LOOKS } from '../launch.ts';
import { DESCRIBE_BACKEND, MARKER } from './find-process.ts';

/** Looks for the pid file, half a second apart: the process writes it first of all (as read), or has ended by then. */
const PID_LOOKS = 60;

/**
 * As read: it lets running fragments end for up to 20 s (`loop_count_wait_fragments_finish` 2 times 10 s), and from 3.4 on
 * tells the leader that it leaves, which gives it no new ones.
 */
const STOP_LIMIT_MS = 90_000;

/** A backend or compute node, by its own scripts. @param pace of a sandbox whose clock runs faster */
export function serviceOf(tools: Tools, node: BackendSpec, pace = 1): Service {
  const { home, role, java } = node;
  const environment = java === undefined ? '' : `JAVA_HOME=${java} `;
  return scriptService(tools.ssh, node.ssh, {
    name: `bin/start_${role}.sh`,
    commands: { start: `${environment}${home}/bin/start_${role}.sh --daemon`, stop: `${home}/bin/stop_${role}.sh -g` },
    home,
    functions: DESCRIBE_BACKEND,
    args: [role],
    variables: 'kind=$2',
    describe: 'describe_backend "$home" "$kind"',
    command: '"bin/start_$kind.sh" --daemon',
    logs: '"$home/log/$kind.out" "$home/log/$kind.WARNING"',
    ...(java !== undefined && { env: { JAVA_HOME: java } }),
    looks: Math.max(LEAST_PID_LOOKS, Math.ceil(PID_LOOKS * pace)),
    startLimitMs: 120_000,
    stopLimitMs: STOP_LIMIT_MS,
    markers: [MARKER],
    endingNote: endingNote(node),
  });
}

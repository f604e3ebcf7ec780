import type { FrontendSpec } from '../../model/starrocks/cluster-spec.ts';
import { type StopSignal, chooseSignal } from '../../model/starrocks/choose-signal.ts';
import type { FrontendRow } from '../../model/starrocks/frontend-rows.ts';
import { activityAttempt, activitySignal, reportNote } from '../context.ts';
import { stopProcess } from '../process/stop-process.ts';
import type { Tools } from '../tools.ts';
import { endingNote } from './await-ending.ts';

/** Recorded on 3.5.7: 16.6 s; its own limit is 60 s (max_graceful_exit_time_second, as read). */
const LIMIT_MS = 90_000;

/** How a frontend that is a member and serves is to be ended now. */
export function chooseMemberSignal(rows: readonly FrontendRow[]): StopSignal {
  // A try that follows a lost reply may find it leaving already; then it is only hurried.
  if (activityAttempt() > 1) return 'TERM';
  const followers = rows.filter(({ role }) => role !== 'OBSERVER');
  const alive = followers.filter((row) => row.alive).length;
  const version = rows.find(({ role }) => role === 'LEADER')?.version ?? '';
  return chooseSignal({ version, followers: followers.length, alive });
}

/** `started` tells it from a later one with its pid. */
export interface MemberProcess {
  readonly pid: number;
  readonly started?: string;
}

/** Returns when exactly this process is gone. */
export async function stopMember(
  tools: Tools,
  node: FrontendSpec,
  process: MemberProcess,
  signal: StopSignal,
): Promise<string> {
  const { pid, started } = process;
  reportNote(`stopping pid ${pid} on ${node.alias}${signal === 'USR1' ? ', its sessions may end first' : ''}`);
  return await stopProcess(tools.ssh, node.ssh, {
    pid,
    ...(started !== undefined && { started }),
    markers: ['StarRocksFE'],
    how: signal,
    limitMs: LIMIT_MS,
    note: endingNote(node),
    signal: activitySignal(),
  });
}

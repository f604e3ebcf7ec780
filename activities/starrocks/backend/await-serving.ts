import { type BackendSpec, backendHandle } from '../../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../../model/error.ts';
import { judgeServing } from '../../../model/starrocks/backend/judge-serving.ts';
import { findMember } from '../../../model/starrocks/backend/members.ts';
import type { WaitResult } from '../../../model/step.ts';
import { activityAttempt, notYet } from '../../context.ts';
import { getHttp } from '../../net/get-http.ts';
import type { Tools } from '../../tools.ts';
import { readBackends } from '../data/read-backends.ts';
import { findLeader } from '../find-leader.ts';
import { type NodeInput, findBackend } from '../find-node.ts';
import { findProcess } from './find-process.ts';
import { logHint } from './launch.ts';

const PROBE_MS = 2_000;
/** Looks at the process at every so many-th failing probe. */
const LOOK_EVERY = 5;

/** Recorded on 3.5.7: the leader hears it 2.5 to 5 s after it answers; one that was looked for in vain before, up to 20 s. */
export async function awaitServing(tools: Tools, input: NodeInput): Promise<WaitResult> {
  const node = findBackend(input);
  const delay = PROBE_MS * input.cluster.pace;
  try {
    const leader = await findLeader(tools, input.cluster);
    const members = await readBackends(tools, input.cluster, leader);
    const member = findMember(members, backendHandle(node));
    if (member === undefined)
      return { kind: 'lost', reason: `${backendHandle(node)} is no longer registered: someone dropped it` };
    const own = await getHttp(node.host, node.ports.http, '/api/health');
    const { serving, why } = judgeServing(member, own);
    if (!serving) return await notYetOrLost(tools, node, why, delay);
    const other = member.version === members.version ? '' : `, the leader runs ${members.version}`;
    return { kind: 'reached', note: `${why}, version ${member.version ?? 'not said'}${other}` };
  } catch (error) {
    if (!isMusterError(error) || error.kind === 'refused') throw error;
    return await notYetOrLost(tools, node, error.message, delay);
  }
}

/** Nobody waits half an hour for a process that is not there. */
async function notYetOrLost(tools: Tools, node: BackendSpec, why: string, delay: number): Promise<WaitResult> {
  if (activityAttempt() % LOOK_EVERY !== 0 || !(await hasEnded(tools, node))) throw notYet(why, delay);
  return {
    kind: 'lost',
    reason: `The process of ${node.alias} ended before it served: ${why}`,
    hint: `${logHint(node)}   # start it again, then: muster ops retry`,
  };
}

/** A host that cannot be asked is no answer. */
export async function hasEnded(tools: Tools, node: BackendSpec): Promise<boolean> {
  try {
    return (await findProcess(tools, node)) === undefined && (await findProcess(tools, node)) === undefined;
  } catch (error) {
    if (isMusterError(error)) return false;
    throw error;
  }
}

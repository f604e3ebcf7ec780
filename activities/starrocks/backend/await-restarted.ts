import { backendHandle } from '../../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../../model/error.ts';
import { judgeServing } from '../../../model/starrocks/backend/judge-serving.ts';
import { findMember } from '../../../model/starrocks/backend/members.ts';
import type { WaitResult } from '../../../model/step.ts';
import { notYet } from '../../context.ts';
import { getHttp } from '../../net/get-http.ts';
import type { Tools } from '../../tools.ts';
import { readBackends } from '../data/read-backends.ts';
import { findLeader } from '../find-leader.ts';
import { type NodeInput, findBackend } from '../find-node.ts';
import { identityOf } from '../../services/service.ts';
import { findProcess } from './find-process.ts';
import { logHint } from './launch.ts';
import type { BackendBefore } from './look-before.ts';

const PROBE_MS = 2_000;

export interface RestartedInput extends NodeInput {
  readonly before: BackendBefore | undefined;
}

/** One probe: another process, and a newer start on the leader. Alive proves nothing: a fast restart never flips it (as read). */
export async function awaitRestarted(tools: Tools, input: RestartedInput): Promise<WaitResult> {
  const node = findBackend(input);
  const delay = PROBE_MS * input.cluster.pace;
  try {
    // Gone is lost only when it is so twice: the pid file comes a moment after the process.
    const running = (await findProcess(tools, node)) ?? (await findProcess(tools, node));
    if (running === undefined)
      return { kind: 'lost', reason: `The process of ${node.alias} ended after its start`, hint: logHint(node) };
    if (identityOf(running) === input.before?.process)
      throw notYet(`pid ${running.pid} still runs: it has not been restarted`, delay);
    const leader = await findLeader(tools, input.cluster);
    const member = findMember(await readBackends(tools, input.cluster, leader), backendHandle(node));
    const own = await getHttp(node.host, node.ports.http, '/api/health');
    const { serving, why } = judgeServing(member, own);
    if (!serving) throw notYet(why, delay);
    if (member?.lastStartTime === input.before?.startTime)
      throw notYet(`the leader still shows the start of ${member?.lastStartTime}`, delay);
    return { kind: 'reached', note: `pid ${running.pid}, ${why}` };
  } catch (error) {
    if (isMusterError(error) && error.kind !== 'refused') throw notYet(error.message, delay);
    throw error;
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { frontendHandle } from '../../model/starrocks/cluster-spec.ts';
import { isMusterError } from '../../model/error.ts';
import { rowHandle } from '../../model/starrocks/frontend-rows.ts';
import type { WaitResult } from '../../model/step.ts';
import { activitySignal, notYet } from '../context.ts';
import type { Tools } from '../tools.ts';
import type { LostInput } from './drop-lost.ts';
import { type Leader, findLeader, findLeaderBeside } from './find-leader.ts';
import { findNode } from './find-node.ts';
import { type FrontendProcess, findProcess } from './find-process.ts';

/** Every 2 s, because a lost joiner of a pair has to be dropped within about 40 s. */
const PROBE_MS = 2_000;
/** Looks in one try before silence means lost. */
const LOOKS = 3;
const LOOK_LIMIT_MS = 4_000;

/**
 * One probe: is the joiner's process there, and does the leader call it alive? A leader that does not answer is asked again
 * only after another look at the process: one that died right after the last look is why it hangs (seen), and the time to
 * drop it is running.
 */
export async function awaitAlive(tools: Tools, input: LostInput): Promise<WaitResult> {
  const node = findNode(input);
  const delay = PROBE_MS * input.cluster.pace;
  for (let look = 1; ; look += 1) {
    const joiner = await lookFor(tools, input, delay);
    if (joiner === 'unreachable')
      return { kind: 'lost', reason: `${node.ssh.host} no longer answers while ${node.alias} was joining` };
    if (joiner === undefined)
      return { kind: 'lost', reason: `The process of ${node.alias} ended while it was joining` };
    const leader = await askLeader(tools, input, delay);
    if (leader !== undefined) return judge(input, joiner, leader, delay);
    if (look === LOOKS) {
      return {
        kind: 'lost',
        reason: `The leader stopped answering after ${node.alias} had started: it waits for a voter that does not reply`,
      };
    }
    await sleep(delay);
  }
}

function judge(input: LostInput, joiner: FrontendProcess, leader: Leader, delay: number): WaitResult {
  const handle = frontendHandle(findNode(input));
  const row = leader.rows.find((candidate) => rowHandle(candidate) === handle);
  if (row === undefined) return { kind: 'lost', reason: `${handle} is no longer registered: someone dropped it` };
  if (row.join && row.alive) return { kind: 'reached', note: `Join and Alive on ${leader.host}` };
  const said = row.errMsg === '' ? '' : `, the leader says: ${row.errMsg}`;
  throw notYet(`pid ${joiner.pid}, Join ${row.join}, Alive ${row.alive}${said}`, delay);
}

/** A dropped connection is not a lost host: silence must repeat, and each look is short, for the time to act is running. */
async function lookFor(
  tools: Tools,
  input: LostInput,
  delay: number,
): Promise<FrontendProcess | 'unreachable' | undefined> {
  for (let look = 1; ; look += 1) {
    const limit = AbortSignal.timeout(LOOK_LIMIT_MS);
    try {
      return await findProcess(tools, findNode(input), AbortSignal.any([activitySignal(), limit]));
    } catch (error) {
      const passing = limit.aborted || (isMusterError(error) && error.kind !== 'refused');
      if (!passing || activitySignal().aborted) throw error;
      if (look === LOOKS) return 'unreachable';
      await sleep(delay);
    }
  }
}

/**
 * A leader that stays silent is only a sign of a lost joiner where the joiner's vote decides, which is the pair; with more
 * voters, or for an observer, it is an election, and the next probe sees the new leader, which may be the joiner itself.
 * It cannot be in a pair, where there is no time for a second look.
 */
async function askLeader(tools: Tools, input: LostInput, delay: number): Promise<Leader | undefined> {
  const { host, observer } = findNode(input);
  // Without one noted it leads itself by now: where it were not asked, nobody would ever be found.
  const isPair = !observer && input.leader !== undefined && input.leader.voters <= 1;
  try {
    return isPair
      ? await findLeader(tools, input.cluster, { exempt: [host] })
      : await findLeaderBeside(tools, input.cluster, [host]);
  } catch (error) {
    if (!isMusterError(error) || error.code !== 'NO_LEADER') throw error;
    if (!isPair) throw notYet(error.message, delay);
    return undefined;
  }
}

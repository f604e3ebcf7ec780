import { isMusterError } from '../../model/error.ts';
import type { WaitResult } from '../../model/step.ts';
import { notYet } from '../context.ts';
import type { Tools } from '../tools.ts';
import type { NodeInput } from './find-node.ts';
import { isEnd, lookAtJoiner } from './look-at-joiner.ts';

const PROBE_MS = 2_000;
/** Ours. What is written meanwhile keeps it a little behind; what is left is less than one of its requests carries. */
const NEAR = 100;

/**
 * One probe: has the learner taken over nearly all that the leader has, and does every member know it? "Started" says nothing of
 * it: with 12 MB of data it was 900 entries behind then (recorded on 1.2.888).
 */
export async function awaitCaughtUp(tools: Tools, input: NodeInput): Promise<WaitResult> {
  const delay = PROBE_MS * input.cluster.pace;
  try {
    const look = await lookAtJoiner(tools, input);
    if (isEnd(look)) return look;
    const { node, member, own, leader, answers, view } = look;
    if (member === undefined) throw notYet(`${leader.name} does not have ${node.alias} as a learner yet`, delay);
    if (member.behind === undefined) throw notYet(`${leader.name} has not reached ${node.alias} yet`, delay);
    if (own === undefined || !member.lives) {
      throw notYet(`${node.alias}: ${member.why ?? 'it does not tell its state'}`, delay);
    }
    if (member.behind > NEAR) throw notYet(`${node.alias} is ${member.behind} entries behind ${leader.name}`, delay);
    const living = new Set(view.members.filter(({ lives }) => lives).map(({ name }) => name));
    const unaware = answers.filter(
      ({ name, status }) =>
        living.has(name) &&
        status !== undefined &&
        ![...status.learners, ...status.voters].some(({ id }) => id === node.id),
    );
    if (unaware.length > 0) {
      throw notYet(`${unaware.map(({ name }) => name).join(', ')} does not know ${node.alias} yet`, delay);
    }
    const role = member.votes ? 'votes already' : 'is a learner';
    return { kind: 'reached', note: `${node.alias} ${role}, ${member.behind} entries behind ${leader.name}` };
  } catch (error) {
    if (isMusterError(error) && error.kind !== 'refused') throw notYet(error.message, delay);
    throw error;
  }
}

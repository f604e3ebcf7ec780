import { isMusterError } from '../../model/error.ts';
import type { WaitResult } from '../../model/step.ts';
import { notYet } from '../context.ts';
import type { Tools } from '../tools.ts';
import type { NodeInput } from './find-node.ts';
import { isEnd, type JoinerLook, lookAtJoiner } from './look-at-joiner.ts';

/** Short, because of a pair whose writes wait for it. */
const PROBE_MS = 1_000;

export interface JoinedInput extends NodeInput {
  /** Index of a write that was made after the join: it has to have it. @default it is not looked at */
  readonly index?: number;
}

/**
 * One probe: does every member that answers say itself that the node votes, and does the node follow the same leader? What the
 * leader says of the others is no sign: a process that holds its port is taken for it, and a dead one looks current.
 */
export async function awaitJoined(tools: Tools, input: JoinedInput): Promise<WaitResult> {
  const delay = PROBE_MS * input.cluster.pace;
  try {
    const look = await lookAtJoiner(tools, input);
    if (isEnd(look)) return look;
    const missing = whatIsMissing(look, input.index);
    if (missing !== undefined) throw notYet(missing, delay);
    const { own, leader, view, node, pid } = look;
    const by = view.told.flatMap(({ by: names }) => names);
    const index = input.index === undefined ? '' : `, and has the write ${input.index}`;
    return {
      kind: 'reached',
      note: `${by.join(', ')} have it as a voter; ${node.alias} (pid ${pid}) is ${own?.state} in term ${own?.term} behind ${leader.name}${index}`,
    };
  } catch (error) {
    if (isMusterError(error) && error.kind !== 'refused') throw notYet(error.message, delay);
    throw error;
  }
}

function whatIsMissing({ node, member, own, leader, status, view }: JoinerLook, index?: number): string | undefined {
  if (member?.votes !== true) {
    const pending = status.lastLogIndex > status.applied.index ? '; something is proposed and not committed' : '';
    return `${leader.name} does not have ${node.alias} as a voter yet${pending}`;
  }
  const without = view.told.filter(({ voters }) => !voters.includes(node.id));
  if (without.length > 0) {
    return `${without.flatMap(({ by }) => by).join(', ')} does not have ${node.alias} as a voter yet`;
  }
  if (view.hung.length > 0) return `the status of ${view.hung.join(', ')} hangs beside passing health`;
  if (own === undefined || !member.lives) return `${node.alias}: ${member.why ?? 'it does not tell its state'}`;
  if (own.state !== 'Follower' && own.state !== 'Leader') return `${node.alias} says that it is ${own.state}`;
  if (own.applied.index < (index ?? 0)) {
    return `${node.alias} has applied ${own.applied.index}, and the write has index ${index}`;
  }
  const at = status.replication?.[String(node.id)];
  if (status.id !== node.id && (at === undefined || at === null || at.index < (index ?? 0))) {
    return `${leader.name} has not brought ${node.alias} to ${index ?? 'any entry'} yet`;
  }
  return undefined;
}

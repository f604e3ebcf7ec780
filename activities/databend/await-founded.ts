import { isMusterError } from '../../model/error.ts';
import type { WaitResult } from '../../model/step.ts';
import { notYet } from '../context.ts';
import type { Tools } from '../tools.ts';
import type { NodeInput } from './find-node.ts';
import { isEnd, lookAtJoiner } from './look-at-joiner.ts';

const PROBE_MS = 1_000;

/** One probe: does the first node of a group lead it, by its own process, as its only voter? */
export async function awaitFounded(tools: Tools, input: NodeInput): Promise<WaitResult> {
  const delay = PROBE_MS * input.cluster.pace;
  try {
    const look = await lookAtJoiner(tools, input);
    if (isEnd(look)) return look;
    const { own, node, leader, view, pid } = look;
    if (own === undefined) throw notYet(`${node.alias} does not tell its state yet`, delay);
    if (leader.id !== node.id || own.state !== 'Leader')
      throw notYet(`${leader.name} leads, and not ${node.alias}`, delay);
    const others = view.members.filter(({ id }) => id !== node.id);
    if (others.length > 0) {
      const names = others.map(({ name }) => name).join(', ');
      return { kind: 'reached', note: `${node.alias} (pid ${pid}) leads, and has ${names} already` };
    }
    return { kind: 'reached', note: `${node.alias} (pid ${pid}) leads in term ${own.term}, alone` };
  } catch (error) {
    if (isMusterError(error) && error.kind !== 'refused') throw notYet(error.message, delay);
    throw error;
  }
}

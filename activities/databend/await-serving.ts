import { metaHandle } from '../../model/databend/cluster-spec.ts';
import { phraseDiagnosis } from '../../model/databend/diagnose/diagnose-unit.ts';
import { isMusterError } from '../../model/error.ts';
import type { WaitResult } from '../../model/step.ts';
import { notYet } from '../context.ts';
import type { Tools } from '../tools.ts';
import { diagnose } from './diagnose.ts';
import { readMembership } from './find-leader.ts';
import { type NodeInput, findMeta } from './find-node.ts';
import { findProcess, foreignHolders } from './find-process.ts';

const PROBE_MS = 1_000;

/**
 * One probe: does the process of the unit answer on its own port, as the member that it is, behind the leader of the majority?
 * Its health passes long before that, and says nothing.
 */
export async function awaitServing(tools: Tools, input: NodeInput): Promise<WaitResult> {
  const { cluster } = input;
  const node = findMeta(input);
  const delay = PROBE_MS * cluster.pace;
  try {
    const found = await findProcess(tools, node);
    if (found.process === undefined) return await tellLost(tools, input);
    const [other] = foreignHolders(found);
    if (other !== undefined) {
      return {
        kind: 'lost',
        reason: `pid ${other.pid} and not ${node.unit} (pid ${found.process.pid}) listens on port ${other.port} of ${node.alias}`,
      };
    }
    const { answers, view } = await readMembership(tools, cluster);
    const own = answers.find(({ handle }) => handle === metaHandle(node));
    const member = view.members.find(({ handle }) => handle === metaHandle(node));
    if (view.leader === undefined) throw notYet(view.whyNone ?? 'nobody leads', delay);
    if (member === undefined) throw notYet(`${node.alias} is no member yet`, delay);
    if (member.id !== node.id) {
      return { kind: 'lost', reason: `${metaHandle(node)} is member ${member.id}, and not ${node.id}` };
    }
    if (!member.lives) throw notYet(`${node.alias}: ${member.why ?? own?.why ?? 'it does not serve'}`, delay);
    return {
      kind: 'reached',
      note: `${own?.status?.state ?? 'serves'} in term ${own?.status?.term ?? '?'}, behind ${view.leader.name}`,
    };
  } catch (error) {
    if (isMusterError(error) && error.kind !== 'refused') throw notYet(error.message, delay);
    throw error;
  }
}

async function tellLost(tools: Tools, input: NodeInput): Promise<WaitResult> {
  const node = findMeta(input);
  const [first] = await diagnose(tools, node);
  const why = first === undefined ? '' : `: ${phraseDiagnosis(first)}`;
  return {
    kind: 'lost',
    reason: `${node.unit} on ${node.alias} does not run${why}`,
    ...(first?.next[0] !== undefined && { hint: first.next[0] }),
  };
}

import { metaHandle } from '../../model/databend/cluster-spec.ts';
import { phraseDiagnosis } from '../../model/databend/diagnose/diagnose-unit.ts';
import { isMusterError } from '../../model/error.ts';
import type { WaitResult } from '../../model/step.ts';
import { notYet } from '../context.ts';
import { identityOf } from '../services/service.ts';
import type { Tools } from '../tools.ts';
import { diagnose } from './diagnose.ts';
import { readMembership } from './find-leader.ts';
import { type NodeInput, findMeta } from './find-node.ts';
import { findProcess, foreignHolders } from './find-process.ts';

const PROBE_MS = 1_000;

export interface ServingInput extends NodeInput {
  /** The process of before, which is not meant. @default any is */
  readonly old?: string | undefined;
  /** Ids that have to be the voters, by its own word. @default not compared */
  readonly voters?: readonly number[] | undefined;
  /** Index in the log of a write that it has to have applied. @default not compared */
  readonly index?: number | undefined;
}

/**
 * One probe: does the process of the unit answer on its own port, as the member that it is, behind the leader of the majority?
 * Its health passes long before that, and says nothing.
 */
export async function awaitServing(tools: Tools, input: ServingInput): Promise<WaitResult> {
  const delay = PROBE_MS * input.cluster.pace;
  try {
    return (await judgeProcess(tools, input, delay)) ?? (await judgeMember(tools, input, delay));
  } catch (error) {
    if (isMusterError(error) && error.kind !== 'refused') throw notYet(error.message, delay);
    throw error;
  }
}

async function judgeProcess(tools: Tools, input: ServingInput, delay: number): Promise<WaitResult | undefined> {
  const node = findMeta(input);
  const found = await findProcess(tools, node);
  const { process } = found;
  if (process === undefined) return await tellLost(tools, input);
  if (identityOf(process) === input.old)
    throw notYet(`pid ${process.pid} still runs: it has not been restarted`, delay);
  const [other] = foreignHolders(found);
  if (other === undefined) return undefined;
  const who = other.pid === undefined ? 'a process' : `pid ${other.pid}`;
  return {
    kind: 'lost',
    reason: `${who} and not ${node.unit} (pid ${process.pid}) listens on port ${other.port} of ${node.alias}`,
  };
}

async function judgeMember(tools: Tools, input: ServingInput, delay: number): Promise<WaitResult> {
  const node = findMeta(input);
  const { answers, view } = await readMembership(tools, input.cluster);
  const member = view.members.find(({ handle }) => handle === metaHandle(node));
  const status = answers.find(({ handle }) => handle === metaHandle(node))?.status;
  if (view.leader === undefined) throw notYet(view.whyNone ?? 'nobody leads', delay);
  if (member === undefined) throw notYet(`${node.alias} is no member`, delay);
  if (member.id !== node.id) {
    return { kind: 'lost', reason: `${metaHandle(node)} is member ${member.id}, and not ${node.id}` };
  }
  if (!member.lives || status === undefined) throw notYet(`${node.alias}: ${member.why ?? 'no status'}`, delay);
  const voters = status.voters.map(({ id }) => id);
  if (input.voters !== undefined && !isSame(input.voters, voters)) {
    throw notYet(`${node.alias} has the voters ${voters.join(', ')}, and not ${input.voters.join(', ')}`, delay);
  }
  const { index } = status.applied;
  if (input.index !== undefined && index < input.index) {
    throw notYet(`${node.alias} has applied ${index} of ${input.index}`, delay);
  }
  return {
    kind: 'reached',
    note: `${status.state} in term ${status.term} at index ${index}, ${view.leader.name} leads`,
  };
}

function isSame(one: readonly number[], other: readonly number[]): boolean {
  const ordered = (ids: readonly number[]) => [...ids].sort((a, b) => a - b).join(',');
  return ordered(one) === ordered(other);
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

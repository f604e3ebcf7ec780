import { type MetaSpec, metaHandle } from '../../model/databend/cluster-spec.ts';
import { phraseDiagnosis } from '../../model/databend/diagnose/diagnose-unit.ts';
import type { MetaStatus } from '../../model/databend/meta-status.ts';
import type { MetaMember } from '../../model/databend/view-membership.ts';
import { MusterError } from '../../model/error.ts';
import type { WaitResult } from '../../model/step.ts';
import type { Tools } from '../tools.ts';
import { diagnose } from './diagnose.ts';
import { type MetaLeader, findLeader } from './find-leader.ts';
import { type NodeInput, findMeta } from './find-node.ts';
import { findProcess, foreignHolders } from './find-process.ts';

/** A joiner whose own process answers, and what the leader has of it. */
export interface JoinerLook extends MetaLeader {
  readonly node: MetaSpec;
  readonly pid: number;
  /** As the leader tells it. */
  readonly member?: MetaMember;
  /** What it says of itself. */
  readonly own?: MetaStatus;
}

/**
 * One look at a node that joins, at its process first: a raft port that another process holds answers in its name, and one
 * that cannot join ends. Gives the end of the wait where there is nothing left to wait for.
 */
export async function lookAtJoiner(tools: Tools, input: NodeInput): Promise<JoinerLook | WaitResult> {
  const node = findMeta(input);
  const found = await findProcess(tools, node);
  const { process } = found;
  if (process === undefined) {
    const [first] = await diagnose(tools, node);
    const why = first === undefined ? '' : `: ${phraseDiagnosis(first)}`;
    return {
      kind: 'lost',
      reason: `The process of ${node.alias} ended while it was joining${why}`,
      ...(first?.next[0] !== undefined && { hint: first.next[0] }),
    };
  }
  const [other] = foreignHolders(found);
  if (other !== undefined) {
    return {
      kind: 'lost',
      reason: `pid ${other.pid} and not ${node.unit} (pid ${process.pid}) listens on port ${other.port} of ${node.alias}: it answers in its name`,
    };
  }
  const leader = await findLeader(tools, input.cluster);
  const handle = metaHandle(node);
  const member = leader.view.members.find((one) => one.handle === handle || one.id === node.id);
  if (member !== undefined && (member.handle !== handle || member.id !== node.id)) {
    throw new MusterError(
      'FOREIGN_CHANGE',
      `${leader.leader.name} has ${member.handle} as id ${member.id}, and not ${handle} as ${node.id}`,
      {
        hint: 'muster status   # put an id that was never used into the cluster file',
      },
    );
  }
  const own = leader.answers.find((one) => one.handle === handle)?.status;
  return {
    ...leader,
    node,
    pid: process.pid,
    ...(member !== undefined && { member }),
    ...(own !== undefined && { own }),
  };
}

export function isEnd(look: JoinerLook | WaitResult): look is WaitResult {
  return 'kind' in look;
}

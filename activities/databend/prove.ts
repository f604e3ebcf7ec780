import type { DatabendCluster, MetaSpec } from '../../model/databend/cluster-spec.ts';
import { metaEndpoint } from '../../model/databend/cluster-spec.ts';
import { judgeProof } from '../../model/databend/judge-proof.ts';
import { MusterError, isMusterError } from '../../model/error.ts';
import type { Action, ChangePlan, ChangeResult } from '../../model/step.ts';
import { activityOwner } from '../context.ts';
import { evidence } from '../evidence.ts';
import type { Tools } from '../tools.ts';
import { type MetaLeader, findLeader } from './find-leader.ts';
import { planOrLater } from './plan-or-later.ts';
import { runMetactl } from './run-metactl.ts';
import { describeTool } from './run-tool.ts';

/** Healthy: 0.05 to 0.15 s; through an election 3 s (recorded on 1.2.888). Without a majority it never ends. */
const LIMIT_MS = 10_000;
/** Of a sandbox whose clock runs faster: the way there is still SSH and a process. */
const LEAST_MS = 6_000;

/** The one key that is ever written. */
const KEY = 'muster/proof';

export interface ProveInput {
  readonly cluster: DatabendCluster;
}

/** Whoever has applied this much of the log has the write. */
export type Proof = { readonly index: number; readonly leader: string };

/**
 * That the group commits: a leader which has lost its majority looks perfect, and answers reads (recorded on 1.2.888). Only
 * where all own answers agree already, because a write that cannot commit makes its node hang until the majority is back.
 */
export const prove = {
  async plan(tools: Tools, input: ProveInput): Promise<ChangePlan> {
    const later = 'through whoever leads when it runs';
    const plan = async () => {
      const found = await findLeader(tools, input.cluster);
      return { actions: [toAction(nodeOf(found))], later: [later] };
    };
    return await planOrLater(plan, `databend-metactl upsert --key ${KEY}, ${later}`);
  },

  async perform(tools: Tools, { cluster }: ProveInput): Promise<ChangeResult> {
    const found = await findLeader(tools, cluster);
    const why = judgeProof(found.view);
    if (why !== undefined) {
      throw new MusterError('NO_QUORUM', `Nothing is written to prove the majority: ${why}`, {
        kind: 'transient',
        hint: 'muster status',
      });
    }
    const node = nodeOf(found);
    await write(tools, cluster, node);
    // Read after the write: it is at most this far.
    const { status, leader } = await findLeader(tools, cluster);
    if (status.applied.index <= found.status.applied.index) {
      throw new MusterError('FOREIGN_CHANGE', `A write through ${node.alias} did not reach ${leader.name}`, {
        hint: 'muster status   # another cluster may answer behind an address of the file',
      });
    }
    const value: Proof = { index: status.applied.index, leader: leader.name };
    return evidence(toAction(node), `committed, at most at index ${value.index} of ${leader.name}`, value);
  },
};

async function write(tools: Tools, { pace }: DatabendCluster, node: MetaSpec): Promise<void> {
  try {
    await runMetactl(tools, node, argsOf(node), {
      limitMs: Math.max(LEAST_MS, LIMIT_MS * pace),
      what: 'the proving write',
    });
  } catch (error) {
    if (!isMusterError(error) || error.code !== 'COMMAND_TIMEOUT') throw error;
    throw new MusterError(
      'NO_QUORUM',
      `A write through ${node.alias} did not commit in time: it has no majority behind it, and its status hangs until it has`,
      { kind: 'unknown', hint: 'muster status   # bring a majority of the voters back', cause: error },
    );
  }
}

function nodeOf({ node, leader }: MetaLeader): MetaSpec {
  if (node !== undefined) return node;
  throw new MusterError('BAD_INPUT', `${leader.name} leads and is not in the cluster file`, {
    hint: 'add it to the cluster file',
  });
}

function argsOf(node: MetaSpec): readonly string[] {
  const value = /^[A-Za-z0-9-]{1,64}$/.test(activityOwner()) ? activityOwner() : 'muster';
  return ['upsert', '--grpc-api-address', metaEndpoint(node), '--key', KEY, '--value', value];
}

function toAction(node: MetaSpec): Action {
  return { kind: 'command', on: node.alias, command: describeTool(node, 'databend-metactl', argsOf(node)) };
}

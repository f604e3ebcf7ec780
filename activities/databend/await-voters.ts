import { refuseTold, type VoterSet } from '../../model/databend/verify-told.ts';
import { isMusterError } from '../../model/error.ts';
import type { WaitResult } from '../../model/step.ts';
import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import { notYet } from '../context.ts';
import type { Tools } from '../tools.ts';
import { readMembership } from './find-leader.ts';

const PROBE_MS = 1_000;

export interface VotersInput {
  readonly cluster: DatabendCluster;
  /** Ids that are to vote; absent while nobody has been asked. */
  readonly voters?: VoterSet;
  /** Of a node that has just left or joined: for a moment everybody may still tell what was before. */
  readonly changed?: number;
}

/** One probe: does every member that answers have exactly these voters? Another set is somebody else's doing. */
export async function awaitVoters(tools: Tools, { cluster, voters = [], changed }: VotersInput): Promise<WaitResult> {
  const delay = PROBE_MS * cluster.pace;
  const { view } = await readMembership(tools, cluster);
  const refused = refuseTold(view, voters);
  if (refused === undefined) {
    const by = view.told.flatMap((told) => told.by);
    return { kind: 'reached', note: `${by.join(', ')} tell voters ${[...voters].join(', ')} and no other` };
  }
  if (changed !== undefined && refuseTold(view, toggle(voters, changed)) === undefined) {
    throw notYet(`every member still has the voters from before`, delay);
  }
  if (isMusterError(refused) && refused.kind !== 'refused') throw notYet(refused.message, delay);
  throw refused;
}

function toggle(voters: VoterSet, id: number): VoterSet {
  return voters.includes(id) ? voters.filter((one) => one !== id) : [...voters, id];
}

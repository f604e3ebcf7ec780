import type { DatabendCluster } from '../../model/databend/cluster-spec.ts';
import { type VoterSet, refuseTold } from '../../model/databend/verify-told.ts';
import type { MembershipView } from '../../model/databend/view-membership.ts';
import type { Tools } from '../tools.ts';
import { readMembership } from './find-leader.ts';
import type { ReadMembersOptions } from './read-members.ts';

/**
 * That the voters which every living member itself tells are exactly these; gives what was told. Throws CHANGE_PENDING, to be
 * tried again, or FOREIGN_CHANGE.
 */
export async function verifyVoters(
  tools: Tools,
  cluster: DatabendCluster,
  expected: VoterSet,
  options: ReadMembersOptions = {},
): Promise<MembershipView> {
  const { view } = await readMembership(tools, cluster, options);
  const refused = refuseTold(view, expected);
  if (refused !== undefined) throw refused;
  return view;
}

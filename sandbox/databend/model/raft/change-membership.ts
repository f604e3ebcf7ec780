import { changeMembership, isJoint, type MembershipChange } from '../membership.ts';
import type { MetaProcess, Proposed } from '../process.ts';
import type { LogId } from '../log.ts';
import type { CallToken } from '../serve/call.ts';
import { TIMELINE } from '../timeline.ts';
import { propose } from './propose.ts';

export type Changed =
  | { readonly kind: 'changed' }
  | { readonly kind: 'in-progress'; readonly committed: LogId | undefined; readonly pending: LogId | undefined }
  | { readonly kind: 'forward'; readonly to: number | undefined };

/**
 * In two steps when the set of voters changes. The second one is taken by whoever asked, so it is never taken when they are gone:
 * the cluster then stays between the two sets until the next change of anybody.
 */
export function changeMembers(
  process: MetaProcess,
  change: MembershipChange,
  token: CallToken,
  done: (changed: Changed) => void,
): void {
  const { effective, disk, leading } = process;
  if (leading !== undefined && leading.transferTo === undefined && (effective.id?.index ?? -1) > process.committed) {
    done({ kind: 'in-progress', committed: disk.state.membershipId, pending: effective.id });
    return;
  }
  const membership = changeMembership(effective.membership, change);
  propose(process, { kind: 'membership', membership }, (result: Proposed) => {
    if (result.kind === 'forward') {
      done(result);
    } else if (isJoint(membership)) {
      process.after(TIMELINE.secondStep, () => {
        if (!token.cancelled) changeMembers(process, { kind: 'settle' }, token, done);
      });
    } else {
      done({ kind: 'changed' });
    }
  });
}

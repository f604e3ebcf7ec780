import { MusterError } from '../error.ts';
import type { MembershipView } from './view-membership.ts';

/** Ids, sorted. */
export type VoterSet = readonly number[];

/** Of one answer after a change: done, or what stands in the way. */
export type VotersVerdict =
  | { readonly kind: 'equal' }
  /** Not everybody says the same, or something is proposed and not committed. */
  | { readonly kind: 'pending'; readonly why: string }
  /** Everybody says the same, and it is not what was expected. */
  | { readonly kind: 'foreign'; readonly why: string };

/**
 * Whether every member that answers has exactly these voters. Of a joint configuration the union is told, and what is only
 * proposed is told by nobody (recorded on 1.2.888), so after a change there is no other way to know what it did.
 */
export function verifyTold(view: MembershipView, expected: VoterSet): VotersVerdict {
  const wanted = [...expected].sort((a, b) => a - b).join(', ');
  const told = view.told.map(({ voters, by }) => ({ voters: voters.join(', '), by: by.join(', ') }));
  if (view.leader === undefined) return { kind: 'pending', why: view.whyNone ?? 'nobody leads' };
  const [first, ...more] = told;
  if (first === undefined) return { kind: 'pending', why: 'no member tells its voters' };
  if (more.length > 0) {
    return { kind: 'pending', why: told.map(({ voters, by }) => `${by} ${tells(by)} ${voters}`).join('; ') };
  }
  if (view.hung.length > 0) return { kind: 'pending', why: `the status of ${view.hung.join(', ')} hangs` };
  if (first.voters === wanted) return { kind: 'equal' };
  return { kind: 'foreign', why: `the voters are ${first.voters}, and ${wanted} were expected` };
}

function tells(by: string): string {
  return by.includes(',') ? 'tell' : 'tells';
}

/** As an error that says what to do; nothing when they are equal. */
export function refuseTold(view: MembershipView, expected: VoterSet): MusterError | undefined {
  const verdict = verifyTold(view, expected);
  if (verdict.kind === 'equal') return undefined;
  if (verdict.kind === 'pending') {
    return new MusterError('CHANGE_PENDING', `Not every member has the same voters: ${verdict.why}`, {
      kind: 'transient',
      hint: 'muster status   # give no membership command by hand: it would complete what is pending',
    });
  }
  return new MusterError('FOREIGN_CHANGE', `Somebody else changed the membership: ${verdict.why}`, {
    hint: 'muster status   # find out who did, and bring the cluster file up to date',
  });
}

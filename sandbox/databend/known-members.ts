import type { ControlledSandbox } from './commands.ts';
import { isJoint, learnersOf, votersOf } from './model/membership.ts';

export interface KnownMembers {
  readonly voters: readonly number[];
  readonly learners: readonly number[];
  /** A change of members waits to be completed. */
  readonly pending: boolean;
}

/** By the leader of the highest term; without one, by whoever has the longest log. */
export function findBestKnown({ hub }: ControlledSandbox): KnownMembers | undefined {
  const running = [...hub.links].map(({ process }) => process).filter(({ running: takesPart }) => takesPart);
  const rank = ({ leading, term, disk }: (typeof running)[number]) =>
    (leading === undefined ? 0 : 1e15 + term * 1e9) + (disk.log.at(-1)?.id.index ?? 0);
  const [best] = running.sort((one, other) => rank(other) - rank(one));
  if (best === undefined) return undefined;
  const { membership } = best.effective;
  return { voters: votersOf(membership), learners: learnersOf(membership), pending: isJoint(membership) };
}

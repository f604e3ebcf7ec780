import { votersOf } from '../membership.ts';
import type { MetaProcess } from '../process.ts';

export type Role = 'Leader' | 'Follower' | 'Learner' | 'Candidate';

export function roleOf(process: MetaProcess): Role {
  if (process.leading !== undefined) return 'Leader';
  const { vote } = process.disk;
  if (!isVoter(process)) return 'Learner';
  if (vote !== undefined && vote.node === process.config.id && !vote.committed) return 'Candidate';
  return 'Follower';
}

/** By the last membership of its own log. */
export function isVoter({ effective, config }: MetaProcess): boolean {
  return votersOf(effective.membership).includes(config.id);
}

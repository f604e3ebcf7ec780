import { type FrontendRow, isVoter } from './frontend-rows.ts';
import type { LocalView } from './name-leader.ts';

export interface DropPoint {
  readonly leader: FrontendRow;
  /** Its own list. */
  readonly rows: readonly FrontendRow[];
}

/**
 * Which frontend gets the DROP of the dead half of a pair: the one that leads in its own view, with nobody but one of `hosts`
 * to vote beside it. There every statement that needs the quorum hangs for 10 s, and the time to save it runs (recorded on
 * 3.5.7), so it is not asked first. Nothing where a third one votes: then a majority is found, or nothing may be done.
 */
export function chooseDropPoint(views: readonly LocalView[], hosts: readonly string[]): DropPoint | undefined {
  for (const { from, rows } of views) {
    const leader = rows.find(({ role, host }) => role === 'LEADER' && host === from);
    if (leader === undefined || hosts.includes(from)) continue;
    const others = rows.filter((row) => isVoter(row) && row !== leader);
    if (others.length === 1 && others.every(({ host }) => hosts.includes(host))) return { leader, rows };
  }
  return undefined;
}

import { type FrontendRow, rowHandle } from './frontend-rows.ts';

/** Journal entries that a member may be behind and still count as up to date; a few are written each minute. */
export const JOURNAL_LAG_LIMIT = 100;

export interface Verdict {
  readonly serving: boolean;
  readonly why: string;
}

/** Whether a frontend serves, from the leader's list and from what it answered itself. */
export function judgeServing(
  handle: string,
  leaderRows: readonly FrontendRow[],
  ownRows: readonly FrontendRow[],
): Verdict {
  const leader = leaderRows.find(({ role }) => role === 'LEADER');
  const row = leaderRows.find((candidate) => rowHandle(candidate) === handle);
  if (leader === undefined) return { serving: false, why: 'no leader' };
  if (row === undefined) return { serving: false, why: `${handle} is not registered` };
  if (!row.join || !row.alive)
    return { serving: false, why: `Join ${row.join}, Alive ${row.alive}${row.errMsg === '' ? '' : `: ${row.errMsg}`}` };
  const ownView = ownRows.find((candidate) => rowHandle(candidate) === handle);
  if (ownView === undefined || ownView.clusterId !== leader.clusterId) {
    return { serving: false, why: `it answers for cluster ${ownRows[0]?.clusterId ?? '?'}, not ${leader.clusterId}` };
  }
  const ownLeader = ownRows.find(({ role }) => role === 'LEADER');
  if (ownLeader === undefined || rowHandle(ownLeader) !== rowHandle(leader)) {
    return {
      serving: false,
      why: `it names ${ownLeader === undefined ? 'no leader' : rowHandle(ownLeader)}, the leader is ${rowHandle(leader)}`,
    };
  }
  const lag = leader.replayedJournalId - row.replayedJournalId;
  if (lag > JOURNAL_LAG_LIMIT) return { serving: false, why: `${lag} journal entries behind the leader` };
  return { serving: true, why: `answers on its own port, same cluster, ${Math.max(0, lag)} journal entries behind` };
}

import { type FrontendRow, isVoter, rowHandle } from './frontend-rows.ts';

export interface LeaderView {
  readonly host: string;
  readonly editLogPort: number;
  readonly rows: readonly FrontendRow[];
}

/**
 * The leader, and one more voter in case the leader moves while the new one asks. Never the new one itself, which after a
 * first try may be in the list: with itself as helper it exits (recorded on 3.5.7).
 */
export function chooseHelpers(leader: LeaderView, joiner: string): string {
  const second = leader.rows.find(
    (row) => isVoter(row) && row.alive && row.host !== leader.host && row.host !== joiner,
  );
  return [leader, ...(second === undefined ? [] : [second])].map(rowHandle).join(',');
}

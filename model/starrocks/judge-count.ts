import { type FrontendSpec, frontendHandle } from './cluster-spec.ts';
import type { Finding } from '../step.ts';
import { type FrontendRow, rowHandle } from './frontend-rows.ts';

/** Every frontend replays the journal and is asked by the leader every 5 s; the manuals name ten as the limit. */
const FRONTENDS_LIMIT = 10;

/** Followers and frontends when everything asked for is done, not after each of several nodes. */
export function judgeCount(rows: readonly FrontendRow[], joining: readonly FrontendSpec[]): readonly Finding[] {
  const known = new Set(rows.map(rowHandle));
  const fresh = joining.filter((node) => !known.has(frontendHandle(node)));
  const followers =
    rows.filter(({ role }) => role !== 'OBSERVER').length + fresh.filter((node) => !node.observer).length;
  const total = rows.length + fresh.length;
  return [judgeOdd(followers), judgeTotal(total)];
}

/** Nothing in the product enforces it (recorded on 3.5.7): an even number loses its quorum as early as one less. */
function judgeOdd(followers: number): Finding {
  const finding = { gate: 'odd', subject: 'frontends' } as const;
  const bears = Math.floor((followers - 1) / 2);
  if (followers % 2 === 1) {
    return {
      ...finding,
      severity: 'ok',
      message: `${count(followers, 'follower')} when all is done, which bear the loss of ${bears}`,
    };
  }
  return {
    ...finding,
    severity: 'warning',
    message: `${count(followers, 'follower')} when all is done: ${followers} bear the loss of ${bears}, as ${followers - 1} would`,
  };
}

function judgeTotal(total: number): Finding {
  const finding = { gate: 'count', subject: 'frontends' } as const;
  if (total < FRONTENDS_LIMIT)
    return { ...finding, severity: 'ok', message: `${count(total, 'frontend')} when all is done` };
  return {
    ...finding,
    severity: 'warning',
    message: `${total} frontends when all is done: fewer than ${FRONTENDS_LIMIT} are advised`,
  };
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

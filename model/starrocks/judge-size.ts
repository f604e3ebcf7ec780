import type { Finding } from '../step.ts';
import type { FrontendRow } from './frontend-rows.ts';

/** The manuals name ten as the limit: every frontend replays the journal and is asked by the leader every 5 s. */
const FRONTENDS_LIMIT = 10;
/** The manuals advise a frontend for 10 to 20 backends. */
const BACKENDS_PER_FRONTEND = 20;

/** Whether the number of frontends fits the cluster as it is now. `backends` is absent when nobody could say. */
export function judgeSize(rows: readonly FrontendRow[], backends: number | undefined): readonly Finding[] {
  return [
    judgeOdd(rows.filter(({ role }) => role !== 'OBSERVER').length),
    judgeCount(rows.length),
    ...(backends === undefined ? [] : [judgeBackends(rows.length, backends)]),
  ];
}

/** Nothing in the product enforces it (recorded on 3.5.7): an even number loses its quorum as early as one less. */
function judgeOdd(followers: number): Finding {
  const bears = Math.floor((followers - 1) / 2);
  const about = { gate: 'odd', subject: 'frontends' } as const;
  if (followers % 2 === 1) {
    return { ...about, severity: 'ok', message: `${count(followers, 'follower')}, which bear the loss of ${bears}` };
  }
  return {
    ...about,
    severity: 'warning',
    message: `${count(followers, 'follower')} bear the loss of ${bears}, as ${followers - 1} would: add or remove one`,
  };
}

function judgeCount(total: number): Finding {
  const about = { gate: 'count', subject: 'frontends' } as const;
  if (total <= FRONTENDS_LIMIT) return { ...about, severity: 'ok', message: count(total, 'frontend') };
  return {
    ...about,
    severity: 'warning',
    message: `${total} frontends, more than ${FRONTENDS_LIMIT}: each of them replays the journal and is asked every 5 s`,
  };
}

function judgeBackends(frontends: number, backends: number): Finding {
  const about = { gate: 'backends', subject: 'backends' } as const;
  const said = `${count(backends, 'backend')} for ${count(frontends, 'frontend')}`;
  if (backends <= frontends * BACKENDS_PER_FRONTEND) return { ...about, severity: 'ok', message: said };
  return {
    ...about,
    severity: 'warning',
    message: `${said}: a frontend for every 10 to ${BACKENDS_PER_FRONTEND} is advised`,
  };
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

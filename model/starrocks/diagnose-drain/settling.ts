import { formatSize } from '../data/size.ts';
import { count } from '../drain/group.ts';
import { rowsOf } from './errors-of.ts';
import type { Rule } from './rule.ts';

/** The product waits on purpose, or copies right now. */
export const findSettling: Rule = (reading) => {
  const { left } = reading;
  const copied = left.find(({ tabletId }) => reading.running.some((row) => row.tabletId === tabletId));
  if (copied !== undefined) {
    const bytes = Math.max(0, ...copied.replicas.map((replica) => replica.bytes));
    return {
      cause: 'settling',
      message: `${count(reading.running.length, 'tablet')} ${reading.running.length === 1 ? 'is' : 'are'} being copied now${bytes > 0 ? `, one of them of ${formatSize(bytes)}` : ''}`,
      example: copied.name,
      lasting: 'temporary',
      next: ["SHOW PROC '/cluster_balance/running_tablets';"],
    };
  }
  const delayed = left.find(({ tabletId }) =>
    rowsOf(reading, tabletId).some(
      ({ state, error }) => state === 'PENDING' && /needs to delay|wait for next round|set watermark/i.test(error),
    ),
  );
  if (delayed === undefined) return undefined;
  const error = rowsOf(reading, delayed.tabletId).find((row) => row.error !== '')?.error ?? '';
  return {
    cause: 'settling',
    message: `the database waits before it goes on: ${error}`,
    example: delayed.name,
    lasting: 'temporary',
    next: ["SHOW PROC '/cluster_balance/pending_tablets';"],
  };
};

import { formatAge } from '../drain/group.ts';
import { setKnob } from '../drain/judge-scheduler.ts';
import { nameTransaction, showTransactions } from '../drain/judge-transactions.ts';
import { rowsOf } from './errors-of.ts';
import type { Rule } from './rule.ts';

/** The copy is made; the replica that is told to go stays until all earlier transactions of its table have ended (as read). */
export const findTransaction: Rule = (reading) => {
  for (const { tabletId, name, place } of reading.left) {
    const error = rowsOf(reading, tabletId).find(
      ({ state, error: text }) => state === 'PENDING' && /wait txn before/i.test(text),
    );
    const [, watermark] = /before (\d+)/i.exec(error?.error ?? '') ?? [];
    if (watermark === undefined) continue;
    const [oldest] = reading.transactions
      .filter(({ id, database }) => id <= Number(watermark) && (place === undefined || database === place.database))
      .sort((one, other) => one.id - other.id);
    const force = `${setKnob('tablet_sched_always_force_decommission_replica', 'true')}   # waits for no transaction; one that runs may fail`;
    if (oldest === undefined) {
      return {
        cause: 'transaction',
        message: `a replica waits for the transactions before ${watermark} to end`,
        example: name,
        lasting: 'temporary',
        next: [...(place === undefined ? [] : [showTransactions(place.databaseId)]), force],
      };
    }
    const limit = oldest.timeoutMs > 0 ? `; it runs out ${formatAge(oldest.timeoutMs)} after it began` : '';
    return {
      cause: 'transaction',
      message: `a replica waits for the transaction ${nameTransaction(oldest)} to end${limit}`,
      example: name,
      lasting: 'temporary',
      next: [
        showTransactions(oldest.databaseId),
        ...(/^[\w.-]{1,200}$/.test(oldest.label)
          ? [
              `CANCEL LOAD FROM \`${oldest.database}\` WHERE LABEL = "${oldest.label}";   # of a load; that of a client is rolled back by the client`,
            ]
          : []),
        force,
      ],
    };
  }
  return undefined;
};

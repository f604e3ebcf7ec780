import type { Diagnosis } from '../../diagnosis.ts';
import { count, listSome } from '../drain/group.ts';
import type { Remaining } from '../drain/remaining.ts';
import { rowsOf } from './errors-of.ts';
import type { StallReading } from './stall-reading.ts';

/** None of the known ones: what the leader says is left, and what its scheduler says of one of these. */
export function describeUnknown(reading: StallReading, { leaving }: Remaining): Diagnosis {
  const ids = new Set(leaving.map(({ id }) => id));
  const lines = (reading.log ?? []).filter(({ backendId }) => ids.has(backendId));
  const tablets = lines.flatMap((line) => line.tablets);
  const total = leaving.reduce((sum, row) => sum + row.tablets, 0);
  const listed =
    tablets.length > 0
      ? `; the leader's log lists ${listSome(tablets)}`
      : reading.log === undefined
        ? "; the leader's log could not be read"
        : "; the leader's log lists none";
  const [example] = reading.left;
  const error =
    example === undefined ? undefined : rowsOf(reading, example.tabletId).find((row) => row.error !== '')?.error;
  return {
    cause: 'unknown',
    message: `${count(total, 'replica')} ${total === 1 ? 'does' : 'do'} not move, for no reason that is known here${listed}${error === undefined ? '' : `; the scheduler says: ${error}`}`,
    ...(example !== undefined && { example: example.name }),
    lasting: 'permanent',
    next: [
      "SHOW PROC '/cluster_balance/pending_tablets';",
      "SHOW PROC '/cluster_balance/history_tablets';",
      ...(example === undefined ? [] : [`SHOW TABLET ${example.tabletId};`]),
    ],
  };
}

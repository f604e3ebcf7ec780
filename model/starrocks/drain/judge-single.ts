import type { Finding } from '../../step.ts';
import type { DrainReading } from './drain-reading.ts';
import { count, listSome } from './group.ts';
import type { Remaining } from './remaining.ts';
import { aliveIds, isReadable, nameTablet, tabletsOn } from './tablet-health.ts';

/** Gate `single`: a tablet with one replica is copied from the very node that goes, so that one has to be readable there. */
export function judgeSingle(reading: DrainReading, { leaving }: Remaining): readonly Finding[] {
  const ids = new Set(leaving.map(({ id }) => id));
  const alive = aliveIds(reading.backends);
  const here = tabletsOn(reading.tablets, ids).filter(({ replicas }) => replicas.length === 1);
  const about = { gate: 'single', subject: 'tablets' } as const;
  const broken = here.filter(({ replicas }) => replicas.every((replica) => !isReadable(replica, alive)));
  if (broken.length > 0) {
    return [
      {
        ...about,
        severity: 'refusal',
        message: `${count(broken.length, 'tablet')} whose only replica is there cannot be read, so cannot be moved: ${listSome(broken.map(nameTablet))}`,
        next: broken.slice(0, 5).map(({ tabletId }) => `SHOW TABLET ${tabletId};`),
      },
    ];
  }
  if (here.length === 0) return [{ ...about, severity: 'ok', message: 'no tablet has its only replica there' }];
  const tables = [...new Set(here.map(({ database, table }) => `${database}.${table}`))];
  return [
    {
      ...about,
      severity: 'warning',
      message: `${count(here.length, 'tablet')} of ${count(tables.length, 'table')} ${here.length === 1 ? 'has its' : 'have their'} only replica there: keep the node running until it is empty: ${listSome(tables)}`,
    },
  ];
}

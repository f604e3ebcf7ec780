import { parseTabletPlace } from '../../../model/starrocks/data/replica-rows.ts';
import { type Statistic, parseUnhealthyTablets } from '../../../model/starrocks/data/statistic-rows.ts';
import { showTablet, showUnhealthyTablets } from '../../../model/starrocks/data/statements.ts';
import { type AskLeader, orNoAnswer } from './ask-leader.ts';

const EXAMPLES = 5;

/** Some of the tablets that are not healthy, as `db.table tablet 10023`; right after '/statistic', whose finds it repeats (as read). */
export async function readUnhealthy(asked: AskLeader, { databases }: Statistic): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const { databaseId, unhealthy } of databases) {
    if (unhealthy === 0 || ids.length >= EXAMPLES) continue;
    ids.push(...parseUnhealthyTablets((await orNoAnswer(asked(showUnhealthyTablets(databaseId)))) ?? []));
  }
  return await Promise.all(ids.slice(0, EXAMPLES).map(async (id) => (await nameTabletById(asked, id)).name));
}

export interface NamedTablet {
  readonly name: string;
  /** False for one of a dropped table. */
  readonly placed: boolean;
}

export async function nameTabletById(asked: AskLeader, id: string): Promise<NamedTablet> {
  const place = parseTabletPlace((await orNoAnswer(asked(showTablet(id)))) ?? []);
  if (place === undefined) return { name: `tablet ${id} of a dropped table`, placed: false };
  const partition = place.partition === place.table || place.partition === '' ? '' : ` partition ${place.partition}`;
  return { name: `${place.database}.${place.table}${partition} tablet ${id}`, placed: true };
}

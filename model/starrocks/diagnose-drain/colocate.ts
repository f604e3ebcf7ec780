import { addBackend } from '../drain/judge-replicas.ts';
import type { ColocationRow } from '../data/colocation-rows.ts';
import type { Rule } from './rule.ts';
import type { LeftPlace, StallReading } from './stall-reading.ts';

/** Every bucket of a group needs a host for each of its replicas, the same ones for all its tables. */
export const findColocate: Rule = (reading, { spare }, { hosts }) => {
  for (const { place, name } of reading.left) {
    const group = place === undefined ? undefined : groupOf(reading, place);
    if (group === undefined || group.replicas <= hosts.size) continue;
    return {
      cause: 'colocate',
      message: `the colocation group ${group.name} needs ${group.replicas} hosts for each bucket, and ${hosts.size} remain`,
      example: name,
      lasting: 'permanent',
      next: [addBackend(spare), `SHOW PROC '/colocation_group/${group.id}';`],
    };
  }
  return undefined;
};

function groupOf({ groups }: StallReading, { table, databaseId }: LeftPlace): ColocationRow | undefined {
  return groups.find(({ id, tables }) => id.startsWith(`${databaseId}.`) && tables.includes(table));
}

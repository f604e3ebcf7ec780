import { backendRowHandle } from '../data/backend-rows.ts';
import type { Rule } from './rule.ts';
import type { LeftTablet } from './stall-reading.ts';

/** No replica has everything and lives: there is nothing to copy from. */
export const findBadSource: Rule = ({ left, backends }, { nameOf }) => {
  const alive = new Set(backends.filter((row) => row.alive).map(({ id }) => id));
  const stuck = left.find(
    (tablet) => tablet.place !== undefined && tablet.replicas.length > 0 && !canBeRead(tablet, alive),
  );
  if (stuck === undefined) return undefined;
  const dead = stuck.replicas.flatMap(({ backendId }) => backends.filter((row) => row.id === backendId && !row.alive));
  const of = stuck.replicas.length === 1 ? 'its only replica' : `none of its ${stuck.replicas.length} replicas`;
  const state = stuck.replicas.length === 1 ? 'cannot be read' : 'can be read';
  return {
    cause: 'bad-source',
    message: `${of} ${state}${dead.length > 0 ? `: ${dead.map((row) => nameOf(backendRowHandle(row))).join(', ')} is dead` : ''}`,
    example: stuck.name,
    lasting: 'permanent',
    next:
      dead.length > 0
        ? dead.map((row) => `muster restart ${nameOf(backendRowHandle(row))}`)
        : [
            `SHOW TABLET ${stuck.tabletId};`,
            `ADMIN SET REPLICA STATUS PROPERTIES ("tablet_id" = "${stuck.tabletId}", "backend_id" = "${stuck.replicas[0]?.backendId ?? ''}", "status" = "ok");   # only if its files are whole`,
          ],
  };
};

function canBeRead({ replicas, place }: LeftTablet, alive: ReadonlySet<string>): boolean {
  return replicas.some(
    ({ backendId, bad, failed, version }) =>
      alive.has(backendId) && !bad && !failed && version >= (place?.visibleVersion ?? 0),
  );
}

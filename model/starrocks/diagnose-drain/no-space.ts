import { formatSize } from '../data/size.ts';
import { readDiskLimit, roomOf } from '../drain/disk-room.ts';
import { addBackend } from '../drain/judge-replicas.ts';
import type { Rule } from './rule.ts';

/** No disk of the right medium, on a host without a replica of that tablet, takes it. */
export const findNoSpace: Rule = (reading, { spare }, { takers }) => {
  const limit = readDiskLimit(reading.knobs);
  for (const { place, replicas, name } of reading.left) {
    if (place === undefined) continue;
    const taken = new Set(
      replicas.flatMap(({ backendId }) =>
        reading.backends.filter(({ id }) => id === backendId).map(({ host }) => host),
      ),
    );
    const free = takers.filter(({ host, id }) => !taken.has(host) && reading.disks[id] !== undefined);
    const disks = free.flatMap(({ id }) => reading.disks[id] ?? []).filter(({ medium }) => medium === place.medium);
    const bytes = Math.max(0, ...replicas.map((replica) => replica.bytes));
    if (free.length === 0 || disks.some((disk) => roomOf(disk, limit) > bytes)) continue;
    const why =
      disks.length === 0
        ? `no backend that could take it has an online ${place.medium} disk`
        : `it has ${formatSize(bytes)}, and every ${place.medium} disk that could take it is ${limit.percent} % full or would be`;
    return {
      cause: 'no-space',
      message: why,
      example: name,
      lasting: 'permanent',
      next: [addBackend(spare), ...free.slice(0, 3).map(({ id }) => `SHOW PROC '/backends/${id}';`)],
    };
  }
  return undefined;
};

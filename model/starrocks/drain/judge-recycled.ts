import type { Finding } from '../../step.ts';
import { isAtLeast, parseVersion } from '../version.ts';
import { knobNumber } from '../data/knob-rows.ts';
import type { DrainReading } from './drain-reading.ts';
import { count, formatAge, listSome } from './group.ts';

/** 3.5.7 moves tablets of the recycle bin like any other (recorded); older ones wait until the bin lets go of them (as read). */
export function movesRecycled(version: string): boolean {
  const parsed = parseVersion(version);
  return parsed === undefined || isAtLeast(parsed, 3, 5);
}

/** Replicas that backends count and no table has: those of the bin. `_statistics_` grows meanwhile, hence never below 0. */
export function countRecycled({ backends, statistic }: Pick<DrainReading, 'backends' | 'statistic'>): number {
  const counted = backends.reduce((sum, { tablets }) => sum + tablets, 0);
  return Math.max(0, counted - statistic.total.replicas);
}

/** Gate `recycle-bin`. */
export function judgeRecycled(reading: DrainReading): readonly Finding[] {
  const about = { gate: 'recycle-bin', subject: 'recycle bin' } as const;
  const replicas = countRecycled(reading);
  const { recycled } = reading;
  if (replicas === 0 && (recycled ?? []).length === 0)
    return [{ ...about, severity: 'ok', message: 'it holds no tablets' }];
  const moves = movesRecycled(reading.version);
  const kept = knobNumber(reading.knobs, 'catalog_trash_expire_second', 86_400);
  const what = (recycled ?? []).map(
    ({ name, ageMs }) => `${name}${ageMs === undefined ? '' : ` (${formatAge(ageMs)} old)`}`,
  );
  const known = what.length === 0 ? '' : `: ${listSome(what)}`;
  const held = `it holds ${count(replicas, 'replica')} of dropped tables${known}`;
  return [
    moves
      ? { ...about, severity: 'ok', message: `${held}; ${reading.version} moves them like any other` }
      : {
          ...about,
          severity: 'warning',
          message: `${held}; ${reading.version} does not move them, they go when they have been there for ${formatAge(kept * 1000)}`,
          next: [
            'ADMIN SET FRONTEND CONFIG ("catalog_trash_expire_second" = "60");   # what was dropped cannot be recovered then',
          ],
        },
  ];
}

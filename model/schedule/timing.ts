import { MusterError } from '../error.ts';
import { parseAt, formatWall, resolveAt } from './at.ts';
import { type Cron, parseCron } from './cron.ts';
import { findNextTimes } from './next-times.ts';
import { readZone } from './read-zone.ts';
import type { WallTime } from './wall-clock.ts';

/** When a schedule fires: again and again, or once. */
export type Timing =
  | { readonly cron: string; readonly zone: string }
  /** `2026-12-05 02:00` */
  | { readonly at: string; readonly zone: string };

/** The same, read. */
export type ReadTiming =
  | { readonly timing: Extract<Timing, { cron: string }>; readonly cron: Cron; readonly next: readonly number[] }
  | { readonly timing: Extract<Timing, { at: string }>; readonly wall: WallTime; readonly next: readonly number[] };

export interface TimingFlags {
  readonly cron?: string | undefined;
  readonly at?: string | undefined;
  readonly timezone: string;
}

/** How many of the next times are told. */
export const NEXT_TOLD = 3;

/** Says no to what is never, over, or cannot be read, before anything is made of it. */
export function readTiming({ cron, at, timezone }: TimingFlags, now: number): ReadTiming {
  if ((cron === undefined) === (at === undefined)) {
    const said = cron === undefined ? 'Neither --cron nor --at is given' : '--cron and --at are both given';
    throw new MusterError('BAD_INPUT', `${said}, expected one of them`, {
      hint: '--cron "0 3 * * 0"   # Sundays at 03:00\n--at "2026-12-05 02:00"   # once',
    });
  }
  const zone = readZone(timezone);
  if (at !== undefined) {
    const wall = parseAt(at);
    return { timing: { at: formatWall(wall), zone }, wall, next: [resolveAt(wall, zone, now)] };
  }
  const text = cron?.trim().replaceAll(/\s+/g, ' ') ?? '';
  const parsed = parseCron(text);
  const next = findNextTimes(parsed, zone, now, NEXT_TOLD);
  if (next.length === 0) {
    throw new MusterError('BAD_INPUT', `--cron ${JSON.stringify(text)} never fires: no day is like that`, {
      hint: 'a day of month that the months have not, such as 30 in February',
    });
  }
  return { timing: { cron: text, zone }, cron: parsed, next };
}

/** `0 3 * * 0 in Asia/Shanghai`, `once at 2026-12-05 02:00 in UTC` */
export function describeTiming(timing: Timing): string {
  return 'cron' in timing ? `${timing.cron} in ${timing.zone}` : `once at ${timing.at} in ${timing.zone}`;
}

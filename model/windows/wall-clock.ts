import { WEEK_MINUTES } from './parse-span.ts';

const MINUTE_MS = 60_000;
/** A Monday. */
const EPOCH_MONDAY_MS = Date.UTC(1970, 0, 5);

/** What the clocks on the walls of a zone show. */
export interface WallClock {
  /** ms that its clocks are ahead of UTC at this moment. */
  offsetAt(ms: number): number;
}

/** A zone or a link of the IANA database; an offset such as `+02:00`, which has no summer, is none. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

export function openWallClock(timezone: string): WallClock {
  const format = formatOf(timezone);
  return {
    offsetAt(ms) {
      // Always with a date: without one the real clock is read, in a workflow too (measured).
      const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
      for (const { type, value } of format.formatToParts(new Date(ms))) parts[type] = value;
      const { year, month, day, hour, minute, second } = parts;
      const shown = Date.UTC(
        Number(year),
        Number(month) - 1,
        Number(day),
        Number(hour),
        Number(minute),
        Number(second),
      );
      return shown - Math.floor(ms / 1000) * 1000;
    },
  };
}

/** Of what the clocks show, given as ms since 1970 as if it were UTC. */
export function minuteOfWeek(localMs: number): number {
  const minutes = Math.floor((localMs - EPOCH_MONDAY_MS) / MINUTE_MS);
  return ((minutes % WEEK_MINUTES) + WEEK_MINUTES) % WEEK_MINUTES;
}

function formatOf(timezone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
}

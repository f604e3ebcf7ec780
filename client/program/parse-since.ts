import { MusterError } from '../../model/error.ts';

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 } as const;
const EXPECTED = 'expected 12h, 30d or a day such as 2026-11-01, with 14:30 behind it if that matters';

/** `30d` before now, or a day of the calendar in the zone of this machine. */
export function parseSince(text: string, now = Date.now()): Date {
  const [, count, unit] = /^([1-9]\d{0,4})([mhdw])$/.exec(text) ?? [];
  const since =
    count === undefined ? parseDay(text) : new Date(now - Number(count) * UNITS[unit as keyof typeof UNITS]);
  if (since === undefined) throw new MusterError('BAD_INPUT', `--since is ${JSON.stringify(text)}, ${EXPECTED}`);
  if (since.getTime() > now) throw new MusterError('BAD_INPUT', `--since ${text} is yet to come, ${EXPECTED}`);
  return since;
}

function parseDay(text: string): Date | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?$/.exec(text);
  if (found === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = found.slice(1).map((part) => Number(part ?? 0));
  const date = new Date(year, month - 1, day, hour, minute);
  // 2026-02-31 would be a day in March.
  const isReal = date.getMonth() === month - 1 && date.getDate() === day && hour < 24 && minute < 60;
  return isReal ? date : undefined;
}

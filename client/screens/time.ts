import { splitTime } from '../../model/format-time.ts';

export { elapsed, formatClock, formatDuration, formatTime } from '../../model/format-time.ts';

/** `21 Nov 14:02`, for tables. */
export function formatDay(iso: string, zone?: string): string {
  const { day, month, clock } = splitTime(iso, zone);
  return `${day} ${month} ${clock.slice(0, 5)}`;
}

/** `Sat 5 Dec 02:00 CET`: for what is some days away. */
export function formatWeekday(iso: string, zone?: string): string {
  const { day, month, clock, name } = splitTime(iso, zone);
  const weekday = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    ...(zone !== undefined && { timeZone: zone }),
  }).format(new Date(iso));
  return `${weekday} ${Number(day)} ${month} ${clock.slice(0, 5)} ${name}`;
}

/** `42 s` · `9 min` · `3 h` · `2 d`: for tables, and for what is only known roughly. */
export function formatAge(ms: number): string {
  const minutes = Math.max(0, ms) / 60_000;
  if (minutes < 1) return `${Math.floor(minutes * 60)} s`;
  if (minutes < 60) return `${Math.floor(minutes)} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60 / 24)} d`;
}

import type { Timing } from '../../model/schedule/timing.ts';
import { formatAge, formatTime } from './time.ts';

/** `Sun 2026-12-06 03:00 GMT+8`: in the zone of the schedule, as it is meant. */
export function formatFiringTime(iso: string, { zone }: Timing): string {
  const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: zone }).format(new Date(iso));
  const [date, clock = '', name] = formatTime(iso, zone).split(' ');
  return `${day} ${date} ${clock.endsWith(':00') ? clock.slice(0, -3) : clock} ${name}`;
}

/** `in 6 d`, `3 h ago` */
export function formatDistance(iso: string, now: number): string {
  const ms = Date.parse(iso) - now;
  return ms >= 0 ? `in ${formatAge(ms)}` : `${formatAge(-ms)} ago`;
}

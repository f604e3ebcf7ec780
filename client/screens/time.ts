/** `2026-11-21 14:02:11 CET`: local, with its zone. */
export function formatTime(iso: string, zone?: string): string {
  const { date, clock, name } = split(iso, zone);
  return `${date} ${clock} ${name}`;
}

/** `14:02:11`, for lines below a header that has date and zone. */
export function formatClock(iso: string, zone?: string): string {
  return split(iso, zone).clock;
}

/** `21 Nov 14:02`, for tables. */
export function formatDay(iso: string, zone?: string): string {
  const { day, month, clock } = split(iso, zone);
  return `${day} ${month} ${clock.slice(0, 5)}`;
}

/** `Sat 5 Dec 02:00 CET`: for what is some days away. */
export function formatWeekday(iso: string, zone?: string): string {
  const { day, month, clock, name } = split(iso, zone);
  const weekday = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    ...(zone !== undefined && { timeZone: zone }),
  }).format(new Date(iso));
  return `${weekday} ${Number(day)} ${month} ${clock.slice(0, 5)} ${name}`;
}

/** `0.2 s` · `42 s` · `2 min 05 s` · `3 h 12 min` · `2 d 4 h` */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `42 s` · `9 min` · `3 h` · `2 d`: for tables, and for what is only known roughly. */
export function formatAge(ms: number): string {
  const minutes = Math.max(0, ms) / 60_000;
  if (minutes < 1) return `${Math.floor(minutes * 60)} s`;
  if (minutes < 60) return `${Math.floor(minutes)} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60 / 24)} d`;
}

/** Milliseconds from one ISO time to another, or to `now`. */
export function elapsed(from: string, to: string | undefined, now: number): number {
  return (to === undefined ? now : Date.parse(to)) - Date.parse(from);
}

function split(iso: string, zone: string | undefined) {
  const format = new Intl.DateTimeFormat('en-GB', {
    year: 'numeric',
    month: 'short',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
    ...(zone !== undefined && { timeZone: zone }),
  });
  const at = new Date(iso);
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const month = new Intl.DateTimeFormat('en-GB', {
    month: '2-digit',
    ...(zone !== undefined && { timeZone: zone }),
  }).format(at);
  return {
    date: `${part.year}-${month}-${part.day}`,
    clock: `${part.hour}:${part.minute}:${part.second}`,
    day: part.day ?? '',
    month: part.month ?? '',
    name: part.timeZoneName ?? '',
  };
}

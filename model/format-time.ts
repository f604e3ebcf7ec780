/** `2026-11-21 14:02:11 CET`, with its zone. `zone`: an IANA zone, without it that of the machine. */
export function formatTime(iso: string, zone?: string): string {
  const { date, clock, name } = splitTime(iso, zone);
  return `${date} ${clock} ${name}`;
}

/** `14:02:11`, for lines below a header that has date and zone. */
export function formatClock(iso: string, zone?: string): string {
  return splitTime(iso, zone).clock;
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

/** Milliseconds from one ISO time to another, or to `now`. */
export function elapsed(from: string, to: string | undefined, now: number): number {
  return (to === undefined ? now : Date.parse(to)) - Date.parse(from);
}

/** The parts of a time as a clock in that zone shows them. */
export function splitTime(iso: string, zone: string | undefined) {
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

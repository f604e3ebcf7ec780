/**
 * Windows by another way than that of the project: a clock is read minute by minute as text, and the text is compared. It
 * knows neither offsets nor transitions nor minutes of a week.
 */
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const MINUTE_MS = 60_000;

export interface Shown {
  readonly day: string;
  /** `HH:MM` */
  readonly time: string;
}

export function readClock(timezone: string): (ms: number) => Shown {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (ms) => {
    const text = format.format(new Date(ms));
    return { day: text.slice(0, 3), time: text.slice(-5) };
  };
}

function isWithin({ day, time }: Shown, span: string): boolean {
  const [from = '', to = ''] = span.split(',');
  if (!from.includes('-')) {
    if (from < to) return time >= from && time < to;
    return time >= from || time < to;
  }
  const place = (point: string) => {
    const [name = '', clock = ''] = point.split('-');
    return `${DAYS.findIndex((one) => one.toUpperCase() === name)} ${clock}`;
  };
  const here = `${DAYS.indexOf(day)} ${time}`;
  const [begin, end] = [place(from), place(to)];
  return begin < end ? here >= begin && here < end : here >= begin || here < end;
}

export function isWithinAny(shown: Shown, spans: readonly string[]): boolean {
  return spans.some((span) => isWithin(shown, span));
}

/** First whole minute after `from` at which it is otherwise, looked for within so many minutes. */
export function stepToEdge(
  clock: (ms: number) => Shown,
  spans: readonly string[],
  from: number,
  minutes: number,
): number | undefined {
  const open = isWithinAny(clock(from), spans);
  const start = Math.floor(from / MINUTE_MS) * MINUTE_MS;
  for (let step = 1; step <= minutes; step += 1) {
    const at = start + step * MINUTE_MS;
    if (isWithinAny(clock(at), spans) !== open) return at;
  }
  return undefined;
}

import type { TimeRange } from './estimate-end.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** From here on a weekday could be that of the next week. */
const WEEKDAY_LIMIT = 6 * DAY;
/** Further away no end is worth a date. */
const FAR = 45 * DAY;
const YEAR_NEEDED = 200 * DAY;

/** `14:05 – 15:30` · `Sun 14:00 – 18:30` · `Sun 14:00 – Mon 09:00` · `29 Nov – 8 Dec`, as precise as it is known. */
export function describeRange(range: TimeRange, now: number, zone?: string): string {
  const unit = chooseUnit(range, now);
  // Rounded, but never to what is over.
  const from = Math.max(
    Math.floor(range.from / unit) * unit,
    Math.floor(now / Math.min(unit, MINUTE)) * Math.min(unit, MINUTE),
  );
  const to = Math.ceil(range.to / unit) * unit;
  const [first, last, today] = [split(from, zone), split(to, zone), split(now, zone)];
  const clock = unit < MINUTE ? ('seconds' as const) : ('minutes' as const);
  if (to - now > FAR) return `not before ${nameFar(from, first, now)}`;
  if (first.date === last.date) {
    const day = first.date === today.date ? '' : `${nameDay(from, first, now)} `;
    return from === to ? `${day}${first[clock]}` : `${day}${first[clock]} – ${last[clock]}`;
  }
  return `${nameMoment(from, first, now)} – ${nameMoment(to, last, now)}`;
}

/** A range of a day is not told to the minute. */
function chooseUnit({ from, to }: TimeRange, now: number): number {
  if (to - now < 5 * MINUTE) return SECOND;
  if (to - from < HOUR) return MINUTE;
  return to - from < 6 * HOUR ? 5 * MINUTE : 30 * MINUTE;
}

interface Parts {
  readonly weekday: string;
  /** `29 Nov` */
  readonly date: string;
  readonly year: string;
  /** `14:05` */
  readonly minutes: string;
  /** `14:05:09` */
  readonly seconds: string;
}

function nameDay(at: number, { weekday, date }: Parts, now: number): string {
  return at - now > WEEKDAY_LIMIT ? date : weekday;
}

/** Far away the hour says nothing. */
function nameMoment(at: number, parts: Parts, now: number): string {
  return at - now > WEEKDAY_LIMIT ? parts.date : `${parts.weekday} ${parts.minutes}`;
}

/** A date of the next year could be taken for one of this. */
function nameFar(at: number, parts: Parts, now: number): string {
  return at - now > YEAR_NEEDED ? `${parts.date} ${parts.year}` : nameMoment(at, parts, now);
}

function split(at: number, zone: string | undefined): Parts {
  const format = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    year: 'numeric',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(zone !== undefined && { timeZone: zone }),
  });
  const part = Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  const minutes = `${part.hour}:${part.minute}`;
  return {
    weekday: part.weekday ?? '',
    date: `${part.day} ${part.month}`,
    year: part.year ?? '',
    minutes,
    seconds: `${minutes}:${part.second}`,
  };
}

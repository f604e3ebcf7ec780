export const DAYS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;
export const DAY_MINUTES = 24 * 60;
export const WEEK_MINUTES = 7 * DAY_MINUTES;

export const SPAN_EXPECTED =
  'a window such as "SAT-02:00,SAT-06:00", or "22:00,04:00" for each day: from and to, both with a day or none';

/** Minutes of the week, which begins on Monday; `length` may lead over its end. */
export interface Stretch {
  readonly from: number;
  readonly length: number;
}

const POINT = String.raw`(?:(${DAYS.join('|')})-)?(\d{2}):(\d{2})`;
const SPAN = new RegExp(`^${POINT}\\s?,\\s?${POINT}$`, 'i');

/** The stretches of the week that a window is; `undefined` when it cannot be read, none when it is empty. */
export function parseSpan(text: string): readonly Stretch[] | undefined {
  const [, fromDay, fromHour, fromMinute, toDay, toHour, toMinute] = SPAN.exec(text) ?? [];
  const from = readTime(fromHour, fromMinute);
  const to = readTime(toHour, toMinute);
  if (from === undefined || to === undefined || (fromDay === undefined) !== (toDay === undefined)) return undefined;
  if (fromDay !== undefined && toDay !== undefined) {
    const begin = dayOf(fromDay) * DAY_MINUTES + from;
    const end = dayOf(toDay) * DAY_MINUTES + to;
    // The whole week is written as one that ends at 24:00 of its last day; any other that ends where it begins is empty.
    const whole = begin === 0 && end === WEEK_MINUTES;
    const length = whole ? WEEK_MINUTES : modulo(end - begin, WEEK_MINUTES);
    return length === 0 ? [] : [{ from: modulo(begin, WEEK_MINUTES), length }];
  }
  const whole = from === 0 && to === DAY_MINUTES;
  const length = whole ? DAY_MINUTES : modulo(to - from, DAY_MINUTES);
  if (length === 0) return [];
  return DAYS.map((_, day) => ({ from: modulo(day * DAY_MINUTES + from, WEEK_MINUTES), length }));
}

function readTime(hour = '', minute = ''): number | undefined {
  const minutes = Number(hour) * 60 + Number(minute);
  return hour !== '' && Number(minute) < 60 && minutes <= DAY_MINUTES ? minutes : undefined;
}

function dayOf(name: string): number {
  return DAYS.findIndex((day) => day === name.toUpperCase());
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

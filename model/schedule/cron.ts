import { MusterError } from '../error.ts';

/** When it fires, each field as the sorted values that match. A time matches when all fields do. */
export interface Cron {
  readonly minute: readonly number[];
  readonly hour: readonly number[];
  readonly dayOfMonth: readonly number[];
  /** From 1. */
  readonly month: readonly number[];
  /** From 0, which is Sunday. */
  readonly dayOfWeek: readonly number[];
}

interface Field {
  readonly key: keyof Cron;
  readonly title: string;
  readonly from: number;
  readonly to: number;
  /** Of the values from `from` on. */
  readonly names?: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const FIELDS: readonly Field[] = [
  { key: 'minute', title: 'minute', from: 0, to: 59 },
  { key: 'hour', title: 'hour', from: 0, to: 23 },
  { key: 'dayOfMonth', title: 'day of month', from: 1, to: 31 },
  { key: 'month', title: 'month', from: 1, to: 12, names: MONTHS },
  // 7 is Sunday too, as in crontab(5).
  { key: 'dayOfWeek', title: 'day of week', from: 0, to: 7, names: DAYS },
];

const SHORTHANDS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const HINT = '--cron "0 3 * * 0"   # minute, hour, day of month, month, day of week: Sundays at 03:00';

/** Five fields, or a shorthand such as @daily; an error names the field. */
export function parseCron(text: string): Cron {
  const trimmed = text.trim();
  const words = (SHORTHANDS[trimmed.toLowerCase()] ?? trimmed).split(/\s+/);
  if (words.length !== FIELDS.length) {
    const known = trimmed.startsWith('@') ? `one of ${Object.keys(SHORTHANDS).join(', ')}, or five fields` : 'five';
    const found = trimmed === '' ? 'nothing' : trimmed.startsWith('@') ? trimmed : `${words.length} fields`;
    throw new MusterError('BAD_INPUT', `--cron has ${found}, expected ${known}`, { hint: HINT });
  }
  const cron = Object.fromEntries(FIELDS.map((field, index) => [field.key, parseField(field, words[index] ?? '')]));
  return cron as unknown as Cron;
}

/** Both of them are limited: crontab(5) would fire on either, Temporal on what matches both. */
export function limitsBothDays({ dayOfMonth, dayOfWeek }: Cron): boolean {
  return dayOfMonth.length < 31 && dayOfWeek.length < 7;
}

function parseField(field: Field, text: string): readonly number[] {
  const values = text.split(',').flatMap((part) => parsePart(field, part, text));
  const folded = field.key === 'dayOfWeek' ? values.map((value) => value % 7) : values;
  return [...new Set(folded)].sort((one, other) => one - other);
}

function parsePart(field: Field, part: string, text: string): readonly number[] {
  const [, range = '', step] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(part) ?? [];
  const every = step === undefined ? 1 : Number(step);
  if (range === '' || every === 0) throw refuse(field, text, `cannot be read at ${JSON.stringify(part)}`);
  const [from, to] = parseRange(field, range, step !== undefined, text);
  if (from > to) throw refuse(field, text, `has ${range}, which ends before it begins`);
  const values: number[] = [];
  for (let value = from; value <= to; value += every) values.push(value);
  return values;
}

function parseRange(field: Field, range: string, stepped: boolean, text: string): readonly [number, number] {
  // Of a week, not 0 to 7: every second day would be Sunday twice.
  const last = field.key === 'dayOfWeek' ? 6 : field.to;
  if (range === '*') return [field.from, last];
  const [first = '', second, more] = range.split('-');
  if (more !== undefined) throw refuse(field, text, `cannot be read at ${JSON.stringify(range)}`);
  const from = parseValue(field, first, text);
  if (second !== undefined) {
    const to = parseValue(field, second, text);
    // SAT-SUN
    return [from, field.key === 'dayOfWeek' && to === 0 && from > 0 ? 7 : to];
  }
  return [from, stepped ? Math.max(last, from) : from];
}

function parseValue(field: Field, word: string, text: string): number {
  const named = field.names?.indexOf(word.toUpperCase()) ?? -1;
  if (named >= 0) return field.from + named;
  const value = /^\d{1,4}$/.test(word) ? Number(word) : Number.NaN;
  if (value >= field.from && value <= field.to) return value;
  const names = field.names === undefined ? '' : ` or ${field.names[0]} to ${field.names.at(-1)}`;
  throw refuse(field, text, `has ${JSON.stringify(word)}, expected ${field.from} to ${field.to}${names}`);
}

function refuse({ title }: Field, text: string, why: string): MusterError {
  return new MusterError('BAD_INPUT', `The ${title} of --cron, ${JSON.stringify(text)}, ${why}`, { hint: HINT });
}

import { formatCount } from '../../progress/describe-drain.ts';

const EXAMPLES = 5;

/** `a, b, c, d, e and 7 more`. */
export function listSome(items: readonly string[], most = EXAMPLES): string {
  if (items.length <= most) return items.join(', ');
  return `${items.slice(0, most).join(', ')} and ${formatCount(items.length - most)} more`;
}

/** `1 table`, `1 203 tables`. */
export function count(number: number, what: string, many = `${what}s`): string {
  return `${formatCount(number)} ${number === 1 ? what : many}`;
}

/** `12 s`, `40 min`, `5 h`, `3 days`. */
export function formatAge(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 1) return `${Math.round(ms / 1000)} s`;
  if (minutes < 90) return `${Math.round(minutes)} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
}

import { MusterError } from '../../model/error.ts';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The server takes no less. */
const LEAST_MS = 10_000;
const MOST_MS = 7 * 86_400_000;

/** How late a firing may be: `30s`, `10m`, `1h`, `2d`; in ms. */
export function parseCatchUp(text: string): number {
  const [, count = '', unit = ''] = /^(\d{1,6})([smhd])$/.exec(text.trim()) ?? [];
  const ms = Number(count) * (UNIT_MS[unit] ?? Number.NaN);
  if (ms >= LEAST_MS && ms <= MOST_MS) return ms;
  throw new MusterError('BAD_INPUT', `${JSON.stringify(text)} is not a time from 10s to 7d, such as 30s, 10m or 1h`);
}

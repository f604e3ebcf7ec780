export const CUTOFF_EXPECTED = 'a time such as 30m, 2h or 90s';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** In ms; `undefined` when it cannot be read. */
export function parseCutoff(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,4})([smh])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (UNITS[unit] ?? 0);
}

/** `30m`; what was read from such a text, written again. */
export function formatCutoff(ms: number): string {
  const [unit = 's', factor = 1_000] =
    Object.entries(UNITS).findLast(([, factor]) => ms > 0 && ms % factor === 0) ?? [];
  return `${ms / factor}${unit}`;
}

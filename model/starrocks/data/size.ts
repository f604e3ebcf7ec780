const UNITS = ['', 'K', 'M', 'G', 'T', 'P'] as const;

/**
 * Bytes of a size for people: `12.345 GB`, `1.000 B` (SHOW BACKENDS), `0.000B` (MemLimit), `1.5KB` (tablets, as read), or a
 * plain number. Three digits behind the point are all that is known of a large one.
 */
export function parseSize(text: string): number | undefined {
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*([KMGTP]?)(?:i?B|bytes)?\s*$/i.exec(text) ?? [];
  if (number === undefined) return undefined;
  const power = UNITS.findIndex((known) => known === (unit ?? '').toUpperCase());
  return Math.round(Number(number) * 1024 ** power);
}

/** `1.2 TB`: short, for a line that is read. */
export function formatSize(bytes: number): string {
  let power = 0;
  let value = bytes;
  while (value >= 1024 && power < UNITS.length - 1) {
    value /= 1024;
    power += 1;
  }
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[power]}B`;
}

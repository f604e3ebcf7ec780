const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** As `1.2GB`: sizes of partitions and tablets. Other statements write `1.234 GB` (as read: another class does). */
export function formatShortBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(1).replace(/\.0$/, '')}${UNITS[unit] ?? 'B'}`;
}

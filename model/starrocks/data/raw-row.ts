/** A row as it came over the wire: every value is text, and no value is SQL NULL (recorded on 3.5.7). */
export type RawRow = Readonly<Record<string, string | null>>;

/** The first column that is there: some have other names in other versions. */
export function textOf(row: RawRow, ...columns: readonly string[]): string {
  for (const column of columns) {
    const value = row[column];
    if (value !== undefined && value !== null) return value;
  }
  return '';
}

/** Not a number counts as 0: `N/A` and `NULL` stand for nothing there. */
export function numberOf(row: RawRow, ...columns: readonly string[]): number {
  const value = Number(textOf(row, ...columns));
  return Number.isFinite(value) ? value : 0;
}

/** No value is SQL NULL in some columns and a word in others (recorded on 3.5.7). */
export function optionalOf(row: RawRow, ...columns: readonly string[]): string | undefined {
  const value = textOf(row, ...columns);
  return value === '' || value === 'NULL' || value === 'N/A' || value === '\\N' ? undefined : value;
}

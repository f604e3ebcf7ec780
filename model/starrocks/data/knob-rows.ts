import { type RawRow, textOf } from './raw-row.ts';

/** Values of one frontend by the names of 3.x. Older ones have only what is now the alias (as read). */
export type Knobs = Readonly<Record<string, string>>;

export function parseKnobs(rows: readonly RawRow[]): Knobs {
  return Object.fromEntries(
    rows.flatMap((row) =>
      [textOf(row, 'Key'), ...(textOf(row, 'AliasNames').match(/[a-z_0-9]+/g) ?? [])]
        .filter((name) => name !== '')
        .map((name) => [name, textOf(row, 'Value')] as const),
    ),
  );
}

/** As a number; the product's own default where the leader does not have it. */
export function knobNumber(knobs: Knobs, name: string, otherwise: number): number {
  const value = Number(knobs[name] ?? otherwise);
  return Number.isFinite(value) ? value : otherwise;
}

import type { Properties } from './data-statement.ts';

/** The groups of what was found, the whole first. */
export type Rule<Made> = readonly [RegExp, (found: readonly (string | undefined)[]) => Made];

export type StatementParser<Made> = (sql: string) => Made | undefined;

/** `'key' = 'value', …`. Keys are compared without regard to case (as read). */
export function readProperties(text: string): Properties {
  const pairs = [...text.matchAll(/(['"])(.*?)\1\s*=\s*(['"])(.*?)\3/g)];
  return new Map(pairs.map((pair) => [(pair[2] ?? '').toLowerCase(), pair[4] ?? '']));
}

export function readNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

import { parseArgs } from 'node:util';

export interface Flags {
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly words: readonly string[];
}

export interface FlagNames {
  /** Followed by a value. */
  readonly valued: readonly string[];
  readonly bare: readonly string[];
  /** One letter for a long name. */
  readonly short?: Readonly<Record<string, string>>;
}

export class UsageError extends Error {}

/** Reads flags as the product's parser does: a flag that takes a list is repeated, a word too many is refused. */
export function readFlags(args: readonly string[], { valued, bare, short = {} }: FlagNames, most = 0): Flags {
  const letters = new Map(Object.entries(short).map(([letter, name]) => [name, letter]));
  const option = (name: string, type: 'string' | 'boolean') => {
    const letter = letters.get(name);
    return [name, { type, multiple: true, ...(letter !== undefined && { short: letter }) }] as const;
  };
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries([
      ...valued.map((name) => option(name, 'string')),
      ...bare.map((name) => option(name, 'boolean')),
    ]),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string[]>();
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    if (!valued.includes(token.name) && !bare.includes(token.name)) throw unexpected(token.rawName);
    if (valued.includes(token.name) && token.value === undefined) {
      throw new UsageError(
        `error: a value is required for '${token.rawName} <${token.name.replaceAll('-', '_').toUpperCase()}>' but none was supplied\n\nFor more information, try '--help'.\n`,
      );
    }
    values.set(token.name, [...(values.get(token.name) ?? []), token.value ?? 'true']);
  }
  const extra = words[most];
  if (extra !== undefined) throw unexpected(extra);
  return { values, words };
}

let usage = '';

/** The line that a refusal ends with. */
export function setUsage(line: string): void {
  usage = line;
}

/** Recorded for both programs; exit 2. */
function unexpected(word: string): UsageError {
  return new UsageError(
    `error: unexpected argument '${word}' found\n\nUsage: ${usage}\n\nFor more information, try '--help'.\n`,
  );
}

export function lastOf({ values }: Flags, name: string): string | undefined {
  return values.get(name)?.at(-1);
}

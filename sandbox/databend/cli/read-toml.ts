import { readFileSync } from 'node:fs';
import { parse, TomlError } from 'smol-toml';

export type Table = Readonly<Record<string, unknown>>;

export class ConfigError extends Error {}

/** Throws a ConfigError with what the product says. */
export function readToml(path: string): Table {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const denied = (error as NodeJS.ErrnoException).code === 'EACCES';
    throw new ConfigError(denied ? 'Permission denied (os error 13)' : 'No such file or directory (os error 2)');
  }
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new ConfigError(describeTomlError(text, error));
  }
}

/** In the shape that was recorded; the last line's words are the parser's own. */
function describeTomlError(text: string, { line, column, message }: TomlError): string {
  const source = text.split('\n')[line - 1] ?? '';
  const margin = ' '.repeat(String(line).length);
  const reason = message.split('\n')[0]?.replace(/^Invalid TOML document: /, '') ?? '';
  return `TOML parse error at line ${line}, column ${column}\n${margin} |\n${line} | ${source}\n${margin} | ${' '.repeat(Math.max(0, column - 1))}^\n${reason}\n`;
}

export function asTable(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {};
}

export function asText(value: unknown): string | undefined {
  return value === undefined || typeof value === 'object' ? undefined : String(value);
}

export function asList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

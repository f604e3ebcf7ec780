import type { AST } from 'toml-eslint-parser';
import { namesOf, parseToml } from './parse-toml.ts';

export type TomlScalar = string | number | boolean;
/** Dates and times as they are written. */
export type TomlValue = TomlScalar | readonly TomlValue[] | TomlTable;
export interface TomlTable {
  readonly [key: string]: TomlValue;
}

interface Growing {
  [key: string]: TomlValue | Growing | Growing[];
}

/** What the file says, as plain data. Refuses what is not TOML, with line and column. */
export function readToml(text: string, name?: string): TomlTable {
  const { top } = parseToml(text, name);
  const root = newTable();
  for (const item of top.body) {
    if (item.type === 'TOMLKeyValue') assign(root, item);
    else fill(open(root, namesOf(item.key), item.kind === 'array'), item.body);
  }
  return root as TomlTable;
}

export function readValue(node: AST.TOMLContentNode): TomlValue {
  if (node.type === 'TOMLArray') return node.elements.map(readValue);
  if (node.type === 'TOMLInlineTable') return fill(newTable(), node.body) as TomlTable;
  return node.value instanceof Date ? readDate(node) : node.value;
}

/** Nothing when there is no such key, or something that is no table is on the way. */
export function lookUp(table: TomlTable, path: readonly string[]): TomlValue | undefined {
  let value: TomlValue | undefined = table;
  for (const name of path) {
    if (!isTable(value)) return undefined;
    value = Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value;
}

export function isTable(value: TomlValue | undefined): value is TomlTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `__proto__` may be a key like any other. */
function newTable(): Growing {
  return Object.create(null) as Growing;
}

function fill(table: Growing, body: readonly AST.TOMLKeyValue[]): Growing {
  for (const item of body) assign(table, item);
  return table;
}

function assign(table: Growing, { key, value }: AST.TOMLKeyValue): void {
  const names = namesOf(key);
  const last = names.at(-1) ?? '';
  open(table, names.slice(0, -1), false)[last] = readValue(value);
}

/** The parser has refused what would be in the way already. */
function open(table: Growing, names: readonly string[], another: boolean): Growing {
  let at = table;
  names.forEach((name, index) => {
    const present = at[name];
    if (another && index === names.length - 1) {
      const added = newTable();
      if (Array.isArray(present)) (present as Growing[]).push(added);
      else at[name] = [added];
      at = added;
    } else if (present === undefined) {
      const added = newTable();
      at[name] = added;
      at = added;
    } else {
      at = (Array.isArray(present) ? present.at(-1) : present) as Growing;
    }
  });
  return at;
}

function readDate(node: AST.TOMLValue): string {
  return 'datetime' in node ? node.datetime : String(node.value);
}

import type { AST } from 'toml-eslint-parser';
import { MusterError } from '../error.ts';
import { addKey, isNamed } from './add-key.ts';
import { nextStep, takeStep } from './edit-array.ts';
import { type Entry, isPrefix, isSame, listEntries, type TomlPath } from './find-key.ts';
import { formatKey, formatScalar } from './format-toml.ts';
import { lineEnd, lineStart, splice } from './lines.ts';
import { type ParsedToml, parseToml } from './parse-toml.ts';
import { lookUp, readToml, readValue, type TomlScalar, type TomlTable, type TomlValue } from './read-toml.ts';

export interface TomlEdit {
  readonly path: TomlPath;
  /** Absent: the key is removed. */
  readonly value?: TomlScalar | readonly TomlScalar[] | undefined;
}

/** Sets and removes keys; comments, order, blank lines, line ends and every other value stay byte for byte. */
export function editToml(text: string, edits: readonly TomlEdit[], name?: string): string {
  return edits.reduce((present, edit) => {
    const edited = applyEdit(present, edit, name);
    if (edited !== present) verify(present, edited, edit, name);
    return edited;
  }, text);
}

function applyEdit(text: string, { path, value }: TomlEdit, name?: string): string {
  const parsed = parseToml(text, name);
  const entry = find(parsed, path);
  if (entry === undefined && isBlocked(parsed, path)) {
    if (value === undefined && !isNamed(parsed, path)) return text;
    throw new MusterError('BAD_INPUT', `${formatKey(path)} of ${name ?? 'the file'} is not a single value`, {
      hint: 'correct the file by hand; nothing was changed',
    });
  }
  if (value === undefined) return entry === undefined ? text : removeKey(text, entry.node);
  if (entry === undefined) return addKey(text, parsed, path, formatNew(value));
  return replaceValue(text, entry, value);
}

function find(parsed: ParsedToml, path: TomlPath): Entry | undefined {
  return listEntries(parsed).find((entry) => isSame(entry.path, path));
}

/** The path names a table, or leads through what is none. */
function isBlocked(parsed: ParsedToml, path: TomlPath): boolean {
  const through = ({ path: at, node }: Entry) => isPrefix(at, path) && node.value.type !== 'TOMLInlineTable';
  return isNamed(parsed, path) || listEntries(parsed).some(through);
}

function replaceValue(text: string, { node, path }: Entry, value: TomlScalar | readonly TomlScalar[]): string {
  const present = readValue(node.value);
  if (isEqual(present, value)) return text;
  const [start, end] = node.value.range;
  if (!isList(value)) return splice(text, start, end, formatScalar(value, text.slice(start, end)));
  const scalars = node.value.type === 'TOMLArray' && node.value.elements.every(({ type }) => type === 'TOMLValue');
  return scalars ? editArray(text, path, value) : splice(text, start, end, formatNew(value));
}

/** Step by step, so that lines and comments of the elements that stay are left alone. */
function editArray(text: string, path: TomlPath, desired: readonly TomlScalar[]): string {
  let edited = text;
  for (;;) {
    const parsed = parseToml(edited);
    const array = find(parsed, path)?.node.value;
    if (array?.type !== 'TOMLArray') return edited;
    const step = nextStep(array, desired);
    if (step === undefined) return edited;
    edited = takeStep(edited, parsed, array, step);
  }
}

function removeKey(text: string, node: AST.TOMLKeyValue): string {
  const [start, end] = node.range;
  if (node.parent.type !== 'TOMLInlineTable') return splice(text, lineStart(text, start), lineEnd(text, end), '');
  const { body, range } = node.parent;
  const at = body.indexOf(node);
  const next = body[at + 1];
  const previous = body[at - 1];
  if (next !== undefined) return splice(text, start, next.range[0], '');
  if (previous !== undefined) return splice(text, previous.range[1], end, '');
  return splice(text, range[0], range[1], '{}');
}

function formatNew(value: TomlScalar | readonly TomlScalar[]): string {
  return isList(value) ? `[${value.map((item) => formatScalar(item)).join(', ')}]` : formatScalar(value);
}

function isList(value: TomlScalar | readonly TomlScalar[]): value is readonly TomlScalar[] {
  return Array.isArray(value);
}

function isEqual(present: TomlValue, value: TomlScalar | readonly TomlScalar[]): boolean {
  if (!Array.isArray(present) || !isList(value)) return present === value;
  return present.length === value.length && value.every((item, index) => item === present[index]);
}

/** Whatever the file looked like: nothing but what was asked for may have changed. */
function verify(before: string, after: string, { path, value }: TomlEdit, name?: string): void {
  const [old, fresh] = [readToml(before, name), readToml(after, name)];
  const now = lookUp(fresh, path);
  const asked = value === undefined ? now === undefined : now !== undefined && isEqual(now, value);
  if (asked && listOthers(old, path) === listOthers(fresh, path)) return;
  throw new MusterError('INTERNAL', `${formatKey(path)} of ${name ?? 'the file'} cannot be edited in its place`, {
    hint: 'change it by hand',
  });
}

/** Every value but the one at the path. Tables that hold nothing do not count: the last dotted key takes its table with it. */
function listOthers(table: TomlTable, path: TomlPath): string {
  const leaves: string[] = [];
  const walk = (value: TomlValue, at: TomlPath) => {
    if (isSame(at, path)) return;
    if (typeof value !== 'object' || Array.isArray(value)) leaves.push(JSON.stringify([at, value]));
    else for (const [key, inner] of Object.entries(value)) walk(inner, [...at, key]);
  };
  walk(table, []);
  return leaves.sort().join('\n');
}

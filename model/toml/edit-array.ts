import { diffArrays } from 'diff';
import type { AST } from 'toml-eslint-parser';
import { formatScalar } from './format-toml.ts';
import { addLineAfter, indentAt, lineEnd, lineStart, splice } from './lines.ts';
import type { ParsedToml } from './parse-toml.ts';
import { type TomlScalar, readValue } from './read-toml.ts';

/** One element more or less, at its place. */
type Step =
  | { readonly kind: 'insert'; readonly at: number; readonly value: TomlScalar }
  | { readonly kind: 'remove'; readonly at: number };

/** The next of the steps from the elements that are there to those that shall be; nothing when there is none left. */
export function nextStep(array: AST.TOMLArray, desired: readonly TomlScalar[]): Step | undefined {
  const present = array.elements.map(readValue);
  let at = 0;
  let removal: Step | undefined;
  for (const { added, removed, value, count } of diffArrays<unknown>(present, [...desired])) {
    // Inserts first: an array that is empty in between would lose its layout.
    if (added) return { kind: 'insert', at, value: value[0] as TomlScalar };
    if (removed) removal ??= { kind: 'remove', at };
    at += count;
  }
  return removal;
}

export function takeStep(text: string, parsed: ParsedToml, array: AST.TOMLArray, step: Step): string {
  return step.kind === 'insert'
    ? insert(text, parsed, array, step.at, step.value)
    : remove(text, parsed, array, step.at);
}

function insert(text: string, parsed: ParsedToml, array: AST.TOMLArray, at: number, value: TomlScalar): string {
  const previous = array.elements[at - 1];
  const first = array.elements[0];
  if (first === undefined) return insertOnly(text, array, value);
  const written = formatScalar(value, text.slice(...first.range));
  if (previous === undefined) {
    const start = first.range[0];
    if (!ownsLine(text, parsed, array, first)) return splice(text, start, start, `${written}${separator(text, array)}`);
    const begin = lineStart(text, start);
    const newline = text.slice(begin - 2, begin) === '\r\n' ? '\r\n' : '\n';
    return splice(text, begin, begin, `${indentAt(text, start)}${written},${newline}`);
  }
  const end = previous.range[1];
  if (!ownsLine(text, parsed, array, previous)) return splice(text, end, end, `${separator(text, array)}${written}`);
  const line = `${indentAt(text, end)}${written}`;
  if (commaAfter(parsed, array, previous) !== undefined) return addLineAfter(text, end, `${line},`);
  // It was the last one, without a comma behind it; so is the new one.
  return addLineAfter(splice(text, end, end, ','), end, line);
}

function insertOnly(text: string, { range: [start, end] }: AST.TOMLArray, value: TomlScalar): string {
  const inside = text.slice(start + 1, end - 1);
  if (!inside.includes('\n')) return splice(text, start + 1, end - 1, formatScalar(value));
  const begin = lineStart(text, end - 1);
  const newline = text.slice(begin - 2, begin) === '\r\n' ? '\r\n' : '\n';
  return splice(text, begin, begin, `${indentAt(text, end - 1)}  ${formatScalar(value)},${newline}`);
}

function remove(text: string, parsed: ParsedToml, array: AST.TOMLArray, at: number): string {
  const element = array.elements[at];
  if (element === undefined) return text;
  const [start, end] = element.range;
  const previous = array.elements[at - 1];
  const next = array.elements[at + 1];
  const comma = commaAfter(parsed, array, element);
  if (ownsLine(text, parsed, array, element)) {
    const shorter = splice(text, lineStart(text, start), lineEnd(text, end), '');
    if (next !== undefined || comma !== undefined || previous === undefined) return shorter;
    // The last one had no comma behind it; so has the one that is last now.
    const dangling = commaAfter(parsed, array, previous);
    return dangling === undefined ? shorter : splice(shorter, dangling.range[0], dangling.range[1], '');
  }
  if (next !== undefined && isOneLine(text, start, next.range[0])) return splice(text, start, next.range[0], '');
  if (next === undefined && previous !== undefined && isOneLine(text, previous.range[1], start)) {
    return splice(text, previous.range[1], end, '');
  }
  const blanks = previous === undefined ? 0 : (/[ \t]*$/.exec(text.slice(previous.range[1], start))?.[0].length ?? 0);
  return splice(text, start - blanks, comma?.range[1] ?? end, '');
}

/** Nothing else of the array is on its line but its comma. */
function ownsLine(text: string, parsed: ParsedToml, array: AST.TOMLArray, element: AST.TOMLContentNode): boolean {
  const [start, end] = element.range;
  if (text.slice(lineStart(text, start), start).trim() !== '') return false;
  const comma = commaAfter(parsed, array, element);
  const behind = comma?.range[1] ?? end;
  if (comma !== undefined && !isOneLine(text, end, behind)) return false;
  if (comma === undefined && array.elements.at(-1) !== element) return false;
  return /^[ \t]*(?:#.*)?\r?$/.test(text.slice(behind, lineEnd(text, behind)).replace(/\n$/, ''));
}

function commaAfter(parsed: ParsedToml, array: AST.TOMLArray, element: AST.TOMLContentNode): AST.Token | undefined {
  const next = parsed.tokens.find(({ range }) => range[0] >= element.range[1]);
  return next?.value === ',' && next.range[1] <= array.range[1] ? next : undefined;
}

function isOneLine(text: string, start: number, end: number): boolean {
  return !text.slice(start, end).includes('\n');
}

/** As the first two are set apart. */
function separator(text: string, { elements: [first, second] }: AST.TOMLArray): string {
  const between = first && second ? text.slice(first.range[1], second.range[0]) : '';
  return /^[ \t]*,[ \t]*$/.test(between) ? between : ', ';
}

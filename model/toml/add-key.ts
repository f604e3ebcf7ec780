import type { AST } from 'toml-eslint-parser';
import { type Entry, isPrefix, isSame, listEntries, pathOfTable, type TomlPath } from './find-key.ts';
import { formatKey } from './format-toml.ts';
import { addLineAfter, indentAt, lineStart, newlineAt, splice } from './lines.ts';
import type { ParsedToml } from './parse-toml.ts';

/** A key that is not there yet, in the place where a person would look for it. */
export function addKey(text: string, parsed: ParsedToml, path: TomlPath, value: string): string {
  const entries = listEntries(parsed);
  const inline = longest(
    entries.filter(({ node, path: at }) => node.value.type === 'TOMLInlineTable' && isPrefix(at, path)),
  );
  if (inline !== undefined) {
    const line = `${formatKey(path.slice(inline.path.length))} = ${value}`;
    return addInline(text, inline.node.value as AST.TOMLInlineTable, line);
  }

  const header = longestHeader(parsed, path);
  const depth = header === undefined ? 0 : (pathOfTable(header)?.length ?? 0);
  const dotted = findDotted(entries, path, depth);
  if (dotted !== undefined) {
    const line = `${formatKey(path.slice(dotted.base))} = ${value}`;
    return addLineAfter(text, dotted.node.range[1], `${indentAt(text, dotted.node.range[0])}${line}`);
  }
  if (depth === path.length - 1) {
    const line = `${formatKey(path.slice(-1))} = ${value}`;
    return header === undefined ? addOnTop(text, parsed, line) : addBelow(text, header, line);
  }
  return addTable(text, path.slice(0, -1), `${formatKey(path.slice(-1))} = ${value}`);
}

function longest(entries: readonly Entry[]): Entry | undefined {
  return entries.reduce<Entry | undefined>(
    (best, entry) => (best === undefined || entry.path.length > best.path.length ? entry : best),
    undefined,
  );
}

function longestHeader({ top }: ParsedToml, path: TomlPath): AST.TOMLTable | undefined {
  let best: AST.TOMLTable | undefined;
  for (const item of top.body) {
    if (item.type !== 'TOMLTable') continue;
    const at = pathOfTable(item);
    if (at === undefined || at.length >= path.length || !isPrefix(at, path)) continue;
    if (best === undefined || at.length > (pathOfTable(best)?.length ?? 0)) best = item;
  }
  return best;
}

/** The last key of a table that is written with dots: `raft_config.id = 1`. A header cannot open it again. */
function findDotted(entries: readonly Entry[], path: TomlPath, depth: number): Entry | undefined {
  for (let length = path.length - 1; length > depth; length--) {
    const prefix = path.slice(0, length);
    const found = entries.filter(
      ({ path: at, base, node }) =>
        node.parent.type !== 'TOMLInlineTable' && base < length && at.length > length && isPrefix(prefix, at),
    );
    if (found.length > 0) return found.at(-1);
  }
  return undefined;
}

function addInline(text: string, table: AST.TOMLInlineTable, line: string): string {
  const last = table.body.at(-1);
  if (last !== undefined) return splice(text, last.range[1], last.range[1], `, ${line}`);
  return splice(text, table.range[0], table.range[1], `{ ${line} }`);
}

function addBelow(text: string, table: AST.TOMLTable, line: string): string {
  const last = table.body.at(-1);
  const [, end] = (last ?? table.key).range;
  return addLineAfter(text, end, `${indentAt(text, (last ?? table).range[0])}${line}`);
}

/** Keys of no table have to come before the first one. */
function addOnTop(text: string, { top, comments }: ParsedToml, line: string): string {
  const last = top.body.filter((item) => item.type === 'TOMLKeyValue').at(-1);
  if (last !== undefined) return addLineAfter(text, last.range[1], line);
  const [table] = top.body;
  if (table === undefined) return addLineAfter(text, text.length, line);
  // What is said right above the header belongs to it.
  let begin = lineStart(text, table.range[0]);
  while (comments.some(({ range }) => isLineBefore(text, range[0], begin))) begin = lineStart(text, begin - 1);
  const newline = newlineAt(text, begin);
  return splice(text, begin, begin, `${line}${newline}${newline}`);
}

function isLineBefore(text: string, offset: number, begin: number): boolean {
  return begin > 0 && lineStart(text, offset) === lineStart(text, begin - 1);
}

function addTable(text: string, path: TomlPath, line: string): string {
  const newline = newlineAt(text, text.length);
  const ended = text === '' || text.endsWith('\n');
  const gap = text === '' ? '' : ended ? newline : newline + newline;
  return `${text}${gap}[${formatKey(path)}]${newline}${line}${ended ? newline : ''}`;
}

export function isNamed(parsed: ParsedToml, path: TomlPath): boolean {
  return (
    parsed.top.body.some((item) => {
      if (item.type !== 'TOMLTable') return false;
      const names = item.resolvedKey.filter((name) => typeof name === 'string');
      return isPrefix(path, names) || (pathOfTable(item) === undefined && isPrefix(names, path));
    }) || listEntries(parsed).some(({ path: at }) => isPrefix(path, at) && !isSame(path, at))
  );
}

import type { AST } from 'toml-eslint-parser';
import { namesOf, type ParsedToml } from './parse-toml.ts';

export type TomlPath = readonly string[];

/** A key with its value, wherever it is written: below a header, dotted, or in an inline table. */
export interface Entry {
  readonly path: TomlPath;
  readonly node: AST.TOMLKeyValue;
  /** How many names of the path are not written at the key itself. */
  readonly base: number;
}

/** All but what is inside of arrays: an element has no name. */
export function listEntries({ top }: ParsedToml): readonly Entry[] {
  return top.body.flatMap((item) => {
    if (item.type === 'TOMLKeyValue') return entriesOf(item, []);
    const path = pathOfTable(item);
    return path === undefined ? [] : item.body.flatMap((node) => entriesOf(node, path));
  });
}

function entriesOf(node: AST.TOMLKeyValue, base: TomlPath): readonly Entry[] {
  const path = [...base, ...namesOf(node.key)];
  const inner = node.value.type === 'TOMLInlineTable' ? node.value.body : [];
  return [{ path, node, base: base.length }, ...inner.flatMap((item) => entriesOf(item, path))];
}

/** Nothing for an element of an array of tables and what is below one. */
export function pathOfTable({ kind, resolvedKey }: AST.TOMLTable): TomlPath | undefined {
  return kind === 'standard' && resolvedKey.every((name) => typeof name === 'string') ? resolvedKey : undefined;
}

export function isPrefix(prefix: TomlPath, path: TomlPath): boolean {
  return prefix.length <= path.length && prefix.every((name, index) => name === path[index]);
}

export function isSame(a: TomlPath, b: TomlPath): boolean {
  return a.length === b.length && isPrefix(a, b);
}

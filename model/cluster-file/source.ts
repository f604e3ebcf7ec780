import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLError,
} from 'yaml';

export type Path = readonly (string | number)[];

/** A finding at an offset of the text; sorted and printed with line and column. */
export interface Problem {
  readonly offset: number;
  readonly message: string;
}

/** The text of a cluster file with the place of everything in it. */
export interface Source {
  readonly value: unknown;
  /** What YAML itself refuses. */
  readonly problems: readonly Problem[];
  /** Offset of the value at the path; of the nearest thing around it when there is none. */
  valueAt(path: Path): number;
  /** Offset of the last key of the path. */
  keyAt(path: Path): number;
  /** A number or a boolean as it was written: `010` stays `010`. */
  writtenAt(path: Path): string | undefined;
  /** `line:column`, both from 1. */
  place(offset: number): string;
}

export function readSource(text: string): Source {
  const lines = new LineCounter();
  // Without the pretty form: it quotes the line, and the line may hold what should have been a reference.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
  });
  const problems: Problem[] = document.errors.map((error) => ({
    offset: error.pos[0],
    message: explain(error, text),
  }));
  let value: unknown;
  if (problems.length === 0) {
    try {
      value = document.toJS({ maxAliasCount: 100 });
    } catch {
      problems.push({
        offset: 0,
        message: 'an alias (*name) has no anchor (&name) before it, or too many aliases',
      });
    }
  }

  const find = (path: Path): { readonly key: number; readonly node: Node | undefined } => {
    let node: unknown = document.contents;
    let key = startOf(node) ?? 0;
    for (const part of path) {
      if (isAlias(node)) node = node.resolve(document);
      if (isSeq(node)) {
        node = node.items[Number(part)];
        key = startOf(node) ?? key;
        continue;
      }
      const pair: Pair | undefined = isMap(node)
        ? node.items.find((item) => (isScalar(item.key) ? String(item.key.value) : undefined) === String(part))
        : undefined;
      if (pair === undefined) return { key, node: undefined };
      key = startOf(pair.key) ?? key;
      node = pair.value;
    }
    return { key, node: node as Node | undefined };
  };

  return {
    value,
    problems,
    keyAt: (path) => find(path).key,
    valueAt: (path) => {
      const { key, node } = find(path);
      return startOf(node) ?? key;
    },
    writtenAt: (path) => {
      const { node } = find(path);
      return isScalar(node) && typeof node.source === 'string' ? node.source : undefined;
    },
    place: (offset) => {
      const { line, col } = lines.linePos(Math.min(offset, text.length));
      return `${Math.max(1, line)}:${Math.max(1, col)}`;
    },
  };
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

function explain(error: YAMLError, text: string): string {
  const found = text.slice(error.pos[0]).match(/^["']?([A-Za-z0-9._-]{1,40})/)?.[1];
  switch (error.code) {
    case 'DUPLICATE_KEY':
      return `${found === undefined ? 'a key' : `key "${found}"`} is given twice, expected it once`;
    case 'TAB_AS_INDENT':
      return 'found a tab, expected spaces: YAML is indented with spaces only';
    case 'MULTIPLE_DOCS':
      return 'found a second document (---), expected one cluster per file';
    default:
      return `not valid YAML: ${lowerFirst(error.message.split('\n')[0] ?? error.code)}`;
  }
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

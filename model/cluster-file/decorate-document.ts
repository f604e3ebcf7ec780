import { type Document, isScalar, type Node, type Pair, type YAMLMap } from 'yaml';

/** A comment behind a value. */
export function addNote(document: Document, path: readonly string[], text: string): void {
  const node = document.getIn(path, true) as Node | undefined;
  if (node !== undefined) node.comment = ` ${text}`;
}

/** A mapping on one line. */
export function setFlow(document: Document, path: readonly string[]): void {
  const node = document.getIn(path, true) as YAMLMap | undefined;
  if (node !== undefined) node.flow = true;
}

/** Comments above a key. */
export function beforeKey(document: Document, key: string, lines: readonly string[]): void {
  const pair = (document.contents as YAMLMap).items.find((item: Pair) => isScalar(item.key) && item.key.value === key);
  if (pair !== undefined && isScalar(pair.key)) pair.key.commentBefore = lines.join('\n');
}

/** A host's own words must not end the comment. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').slice(0, 200);
}

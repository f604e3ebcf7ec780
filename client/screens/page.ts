import { widthOf, wrap } from './layout.ts';

/** From this depth on a page has statements, paths and their answers. */
const STATEMENT_DEPTH = 9;

/** A page that was written without columns, as it is read on a terminal. What may be pasted stays on one line. */
export function wrapPage(lines: readonly string[], width: number): readonly string[] {
  return lines.flatMap((line) => {
    if (widthOf(line) <= width || isPasted(line)) return [line];
    const [head = ''] = /^ *(?:\S+ {2,})?/.exec(line) ?? [];
    return wrap(line.slice(head.length), width - head.length).map(
      (text, place) => `${place === 0 ? head : ' '.repeat(head.length)}${text}`,
    );
  });
}

function isPasted(line: string): boolean {
  const depth = line.length - line.trimStart().length;
  return depth >= STATEMENT_DEPTH || /^ *(?:next:? +|muster )/.test(line);
}

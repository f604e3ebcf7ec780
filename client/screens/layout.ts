import { stripVTControlCharacters } from 'node:util';

/** Columns that the text takes on a terminal, colours not counted. */
export function widthOf(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - widthOf(text))) + text;
}

/** One line of at most `width` columns. Only for text without colours. */
export function shorten(text: string, width: number): string {
  const line = text.replaceAll(/\s*\n\s*/g, ' ');
  const letters = [...line];
  return letters.length <= width ? line : `${letters.slice(0, Math.max(1, width - 1)).join('')}…`;
}

/** Breaks at spaces; a word that is too long stays whole, so that a command can be pasted. Only for text without colours. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
        lines.push(line);
        line = word;
      } else {
        line = line === '' ? word : `${line} ${word}`;
      }
    }
    lines.push(line);
  }
  return lines;
}

export function indent(lines: readonly string[], by: number): readonly string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line));
}

/** Left-aligned columns, two spaces apart; no trailing spaces. Cells may be coloured. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, column) =>
        right.includes(column) ? padStart(cell, widths[column] ?? 0) : padEnd(cell, widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

const LONG_PATH = /(?:\/[^\s/'":]+){5,}/g;

/** Long paths by their last two names: a line is for recognising, the whole of it is in `ops show`. */
export function shortenPaths(text: string): string {
  return text.replace(LONG_PATH, (path) => `…/${path.split('/').slice(-2).join('/')}`);
}

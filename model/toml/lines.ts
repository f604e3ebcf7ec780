/** Where the line begins that the offset is in. */
export function lineStart(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the next line begins; the end of the text when there is none. */
export function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at + 1;
}

/** As the line ends that the offset is in, or the one before it, or as lines end anywhere. */
export function newlineAt(text: string, offset: number): string {
  const end = lineEnd(text, offset);
  const near = text[end - 1] === '\n' ? end : lineStart(text, offset);
  return text.slice(Math.max(0, near - 2), near) === '\r\n' ? '\r\n' : '\n';
}

export function splice(text: string, start: number, end: number, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

/** A line of its own after the one that the offset is in. A file that ended without a line end goes on doing so. */
export function addLineAfter(text: string, offset: number, line: string): string {
  const newline = newlineAt(text, offset);
  const end = lineEnd(text, offset);
  const ended = end === 0 || text[end - 1] === '\n';
  return splice(text, end, end, ended ? `${line}${newline}` : `${newline}${line}`);
}

/** Blanks that the line begins with. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset)))?.[0] ?? '';
}

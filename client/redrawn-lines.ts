import { widthOf } from './screens/layout.ts';
import type { Terminal } from './terminal.ts';

/** Lines at the end of a terminal that are drawn over by the next ones. */
export class RedrawnLines {
  readonly #terminal: Pick<Terminal, 'draw' | 'height' | 'columns'>;
  /** Rows of the window: a line that is longer than it takes several. */
  #drawn = 0;

  constructor(terminal: Pick<Terminal, 'draw' | 'height' | 'columns'>) {
    this.#terminal = terminal;
  }

  /** From the first column: the terminal has echoed a Ctrl-C there. */
  erase(): void {
    if (this.#drawn === 0) return;
    this.#terminal.draw(`\r\u001b[${this.#drawn}A\u001b[0J`);
    this.#drawn = 0;
  }

  /** In one write: between two of them the terminal would show nothing. */
  redraw(lines: readonly string[]): void {
    const columns = this.#terminal.columns();
    const shown = fit(lines, this.#terminal.height(), columns);
    const erased = this.#drawn === 0 ? '' : `\r\u001b[${this.#drawn}A\u001b[0J`;
    // The terminal breaks what is too long: a command that was cut off could not be pasted, nor one with a line end in it.
    this.#terminal.draw(`${erased}${shown.map((line) => `${line}\n`).join('')}`);
    this.#drawn = countRows(shown, columns);
  }
}

/** What is said last is what to do. */
const KEPT_BELOW = 4;

/** Lines that have left the window cannot be erased: each redraw would leave another copy of them behind. */
function fit(lines: readonly string[], height: number, columns: number): readonly string[] {
  // The cursor stands on a line of its own.
  const room = Math.max(KEPT_BELOW + 2, height - 1);
  if (countRows(lines, columns) <= room) return lines;
  const below = lines.slice(-KEPT_BELOW);
  const above = lines.slice(0, -KEPT_BELOW);
  while (above.length > 0 && countRows([...above, '…', ...below], columns) > room) above.pop();
  return [...above, `… ${lines.length - above.length - below.length} lines more than this window has`, ...below];
}

function countRows(lines: readonly string[], columns: number): number {
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
}

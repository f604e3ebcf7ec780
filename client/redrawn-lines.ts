import type { Terminal } from './terminal.ts';

/** Lines at the end of a terminal that are drawn over by the next ones. */
export class RedrawnLines {
  readonly #terminal: Pick<Terminal, 'draw' | 'height'>;
  #drawn = 0;

  constructor(terminal: Pick<Terminal, 'draw' | 'height'>) {
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
    const shown = fit(lines, this.#terminal.height());
    const erased = this.#drawn === 0 ? '' : `\r\u001b[${this.#drawn}A\u001b[0J`;
    // Without line wrap: a line that is broken by the terminal would not be erased whole.
    this.#terminal.draw(`${erased}\u001b[?7l${shown.map((line) => `${line}\n`).join('')}\u001b[?7h`);
    this.#drawn = shown.length;
  }
}

/** What is said last is what to do. */
const KEPT_BELOW = 4;

/** Lines that have left the window cannot be erased: each redraw would leave another copy of them behind. */
function fit(lines: readonly string[], height: number): readonly string[] {
  // The cursor stands on a line of its own.
  const room = Math.max(KEPT_BELOW + 2, height - 1);
  if (lines.length <= room) return lines;
  const above = room - KEPT_BELOW - 1;
  return [
    ...lines.slice(0, above),
    `… ${lines.length - above - KEPT_BELOW} lines more than this window has`,
    ...lines.slice(-KEPT_BELOW),
  ];
}

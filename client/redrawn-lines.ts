import type { Terminal } from './terminal.ts';

/** Lines at the end of a terminal that are drawn over by the next ones. */
export class RedrawnLines {
  readonly #terminal: Pick<Terminal, 'draw'>;
  #drawn = 0;

  constructor(terminal: Pick<Terminal, 'draw'>) {
    this.#terminal = terminal;
  }

  erase(): void {
    if (this.#drawn === 0) return;
    this.#terminal.draw(`\u001b[${this.#drawn}A\u001b[0J`);
    this.#drawn = 0;
  }

  draw(lines: readonly string[]): void {
    // Without line wrap: a line that is broken by the terminal would not be erased whole.
    this.#terminal.draw(`\u001b[?7l${lines.map((line) => `${line}\n`).join('')}\u001b[?7h`);
    this.#drawn = lines.length;
  }
}

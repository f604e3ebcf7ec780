import { indent, wrap } from '../screens/layout.ts';
import { createStyle } from '../screens/view.ts';
import type { Terminal } from '../terminal.ts';

/** Says between the screens what is about to be seen. Chapters are numbered as they come. */
export class Narrator {
  readonly #terminal: Terminal;
  #chapter = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  chapter(title: string, ...about: readonly string[]): void {
    this.#chapter += 1;
    this.#terminal.print(['', this.#style().bold(`${this.#chapter}  ${title}`)]);
    for (const text of about) this.explain(text);
  }

  explain(text: string): void {
    const { dim } = this.#style();
    this.#terminal.print(indent(wrap(text, this.#terminal.view().width - 3), 3).map((line) => dim(line)));
  }

  done(text: string): void {
    this.#terminal.print(`   ${this.#style().green('✓')} ${text}`);
  }

  /** What is typed to get the same. */
  command(words: string): void {
    const { bold, dim } = this.#style();
    this.#terminal.print(['', `${dim('$')} ${bold(words)}`]);
  }

  /** Of the command that runs, as that says it. */
  aside(text: string): void {
    this.#terminal.print(this.#style().dim(text));
  }

  #style() {
    return this.#terminal.interactive ? this.#terminal.view().style : createStyle(false);
  }
}

import { stripVTControlCharacters } from 'node:util';
import { createStyle, type View } from './screens/view.ts';

const WIDTH_UNKNOWN = 100;
const WIDTH_LIMIT = 120;
const HEIGHT_UNKNOWN = 24;

/** Where text goes: results to stdout, everything that is about the run itself to stderr. */
export interface Terminal {
  /** A person is watching stdout. */
  readonly interactive: boolean;
  /** Anew each time: windows are resized, and time goes on. */
  view(): View;
  print(lines: readonly string[] | string): void;
  warn(lines: readonly string[] | string): void;
  json(value: unknown): void;
  /** As it is, without a line end: for lines that are drawn over. */
  draw(text: string): void;
  /** Lines of the window. */
  height(): number;
  /** Columns of the window, where a line is broken; the width of texts may be less. */
  columns(): number;
}

export interface TerminalOptions {
  /** The cluster file as the user named it, repeated in the commands that are suggested. */
  readonly file?: string | undefined;
}

export function openTerminal({ file }: TerminalOptions = {}): Terminal {
  const { stdout, stderr, env } = process;
  const colored = stdout.isTTY === true && (env.NO_COLOR === undefined || env.NO_COLOR === '') && env.TERM !== 'dumb';
  const style = createStyle(colored);
  return {
    interactive: stdout.isTTY === true && env.TERM !== 'dumb',
    view: () => ({
      width: Math.min(stdout.columns || WIDTH_UNKNOWN, WIDTH_LIMIT),
      style,
      now: Date.now(),
      ...(file !== undefined && { file }),
    }),
    print: (lines) => void stdout.write(join(lines)),
    warn: (lines) => void stderr.write(stderr.isTTY === true ? join(lines) : stripVTControlCharacters(join(lines))),
    json: (value) => void stdout.write(`${JSON.stringify(value, undefined, 2)}\n`),
    draw: (text) => void stdout.write(text),
    height: () => stdout.rows || HEIGHT_UNKNOWN,
    columns: () => stdout.columns || WIDTH_UNKNOWN,
  };
}

function join(lines: readonly string[] | string): string {
  return typeof lines === 'string' ? `${lines}\n` : lines.map((line) => `${line}\n`).join('');
}

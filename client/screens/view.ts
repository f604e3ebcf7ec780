import pico from 'picocolors';
import { quoteWord } from '../../model/quote-word.ts';

export type Style = Pick<ReturnType<typeof pico.createColors>, 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan'>;

/** What a screen needs to know of where it is shown. */
export interface View {
  /** Columns. */
  readonly width: number;
  readonly style: Style;
  /** Milliseconds of now, for durations of what is still going on. */
  readonly now: number;
  /** IANA zone of times. @default the machine's own */
  readonly zone?: string;
  /** The cluster file as the user named it. @default found without a flag */
  readonly file?: string;
}

/** A command that reads the cluster file, as it can be pasted here. */
export function fileCommand(words: string, { file }: Pick<View, 'file'>): string {
  return file === undefined ? `muster ${words}` : `muster ${words} -f ${quoteWord(file)}`;
}

/** A line that was suggested elsewhere, which knows nothing of the file: a command that reads it is told where it is. */
export function suggestedCommand(line: string, view: Pick<View, 'file'>): string {
  const [, words, remark = ''] =
    /^muster ((?:add|remove|replace|restart|deploy|transfer-leader|plan|status|check)\b.*?)( +#.*)?$/.exec(line) ?? [];
  return words === undefined ? line : `${fileCommand(words, view)}${remark}`;
}

export function createStyle(colored: boolean): Style {
  return pico.createColors(colored);
}

import { MusterError } from '../../model/error.ts';

/** One word for a POSIX shell, whatever it holds. Every text that reaches a remote shell goes through here. */
export function quoteForShell(text: string): string {
  refuseNul(text);
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** One word also for fish, which reads a backslash within quotes; csh takes no line break in them and is not served. */
export function quoteForAnyShell(text: string): string {
  refuseNul(text);
  return `'${text.replaceAll(/['\\]/g, (char) => `'\\${char}'`)}'`;
}

export function quoteWords(words: readonly string[]): string {
  return words.map(quoteForShell).join(' ');
}

function refuseNul(text: string): void {
  if (text.includes('\0')) {
    throw new MusterError('BAD_INPUT', 'A word for a remote command holds a NUL byte', {
      hint: 'look for a control character in the cluster file',
    });
  }
}

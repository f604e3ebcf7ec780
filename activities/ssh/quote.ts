import { MusterError } from '../../model/error.ts';

/** One word for a POSIX shell, whatever it holds. Every text that reaches a remote shell goes through here. */
export function quoteForShell(text: string): string {
  if (text.includes('\0')) {
    throw new MusterError('BAD_INPUT', 'A word for a remote command holds a NUL byte', {
      hint: 'look for a control character in the cluster file',
    });
  }
  return `'${text.replaceAll("'", "'\\''")}'`;
}

export function quoteWords(words: readonly string[]): string {
  return words.map(quoteForShell).join(' ');
}

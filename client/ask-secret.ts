import { MusterError } from '../model/error.ts';

const ENTER = new Set(['\r', '\n', '\u0004']);
const BACKSPACE = new Set(['\u007f', '\b']);
const CTRL_C = '\u0003';

/** Typed in by a person, not shown. */
export async function askSecret(question: string): Promise<string> {
  const { stdin, stderr } = process;
  if (stdin.isTTY !== true) {
    throw new MusterError('BAD_INPUT', 'Nobody is there to be asked for a password', {
      hint: '--password env:NAME or file:PATH',
    });
  }
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  let typed = '';
  try {
    for await (const chunk of stdin) {
      for (const letter of chunk as string) {
        if (letter === CTRL_C) throw new MusterError('BAD_INPUT', 'No password was given');
        if (ENTER.has(letter)) return typed;
        typed = BACKSPACE.has(letter) ? typed.slice(0, -1) : typed + letter;
      }
    }
    return typed;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

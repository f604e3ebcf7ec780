import { createInterface } from 'node:readline/promises';

/** Asks a person; where none is there to be asked, the command itself was the decision. */
export async function confirm(question: string): Promise<boolean> {
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) return true;
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } catch {
    // Ctrl-C or a closed terminal is a no.
    return false;
  } finally {
    lines.close();
  }
}

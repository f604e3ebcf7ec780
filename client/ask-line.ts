import { createInterface } from 'node:readline/promises';

/** Whether a person is there who can be asked. */
export function mayAsk(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true;
}

/** One line as a person typed it; empty after Ctrl-C or on a terminal that was closed. */
export async function askLine(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await lines.question(question)).trim();
  } catch {
    return '';
  } finally {
    lines.close();
  }
}

/** The last line, where a script of ours prints what it found. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

/** `: …` with the last line that a log had to say, of what `tail` printed; nothing when it had none. */
export function lastWords(output: string): string {
  const said = output
    .trim()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('==>'))
    .at(-1);
  return said === undefined ? '' : `: ${said}`;
}

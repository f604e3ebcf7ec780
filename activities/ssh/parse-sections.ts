/** The answer of a script that reads several things in one round trip: each section begins with a line `== <name>`. */
export function parseSections(text: string): ReadonlyMap<string, readonly string[]> {
  const sections = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    const [, name] = /^== (\w+)$/.exec(line) ?? [];
    if (name === undefined) {
      if (line !== '') lines.push(line);
    } else {
      lines = [];
      sections.set(name, lines);
    }
  }
  return sections;
}

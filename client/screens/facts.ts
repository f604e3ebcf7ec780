import { indent, wrap } from './layout.ts';
import type { View } from './view.ts';

/** Names on the left, what is to be said of each beside them. */
export function listFacts(
  facts: readonly (readonly [string, string])[],
  width: number,
  { style }: View,
): readonly string[] {
  const label = Math.max(...facts.map(([name]) => name.length)) + 2;
  return facts.flatMap(([name, text]) => {
    const [first = '', ...rest] = wrap(text, width - label);
    return [`${style.dim(name.padEnd(label))}${first}`, ...indent(rest, label)];
  });
}

/** What has to be typed, twice, before data may be lost: it names the nodes, so that it is not typed for others. */
export function lossPhrase(nodes: readonly string[]): string {
  return nodes.length === 1 ? `drop ${nodes[0]} and lose its data` : `drop ${nodes.join(', ')} and lose their data`;
}

/** Given twice, letter by letter. */
export function isLossConfirmed(nodes: readonly string[], confirm: readonly string[] = []): boolean {
  const phrase = lossPhrase(nodes);
  return confirm.filter((given) => given.trim() === phrase).length >= 2;
}

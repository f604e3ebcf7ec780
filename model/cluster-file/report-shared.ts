import type { NodeSpec } from '../cluster.ts';
import type { Resolving } from './resolving.ts';

interface Placed<Node extends NodeSpec> {
  readonly node: Node;
  readonly dirs: readonly string[];
}

/** On one host no two nodes have a port or a directory in common. */
export function reportShared<Node extends NodeSpec>(
  placed: readonly Placed<Node>[],
  { source, report }: Resolving<unknown>,
  isToldElsewhere: (one: Node, other: Node) => boolean = () => false,
): void {
  const seen = new Map<string, Node>();
  for (const { node, dirs } of placed) {
    const claims = [
      ...Object.entries(node.ports).map(([use, port]) => [`port ${port}`, ['ports', use]] as const),
      ...dirs.map((path) => [path, ['home']] as const),
    ];
    for (const [what, key] of claims) {
      const claim = `${node.host.toLowerCase()} ${what}`;
      const other = seen.get(claim) ?? node;
      if (other !== node && !isToldElsewhere(node, other)) {
        report(
          source.keyAt(['nodes', node.alias, ...key]),
          `nodes.${node.alias} has ${what} on ${node.host}, as ${other.alias} has, expected another one`,
        );
      }
      seen.set(claim, other);
    }
  }
}

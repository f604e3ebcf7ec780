import type { FoundOperation } from '../find-operation.ts';
import { indent, wrap } from './layout.ts';
import type { View } from './view.ts';

/** A drain holds the cluster, and something runs beside it: both are named, one is shown. */
export function showOther(
  { name, what, other }: FoundOperation,
  verb: 'watch' | 'show',
  { style, width }: View,
): readonly string[] {
  if (other === undefined) return [];
  const says = `two operations run: this is ${name} (${what}); beside it ${other.name} (${other.what})`;
  const [first = '', ...rest] = wrap(says, width - 2);
  return [
    `${style.yellow('!')} ${first}`,
    ...indent(rest, 2),
    `${style.dim('next:')} muster ops ${verb} ${other.name}`,
    '',
  ];
}

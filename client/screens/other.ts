import type { FoundOperation } from '../find-operation.ts';
import type { View } from './view.ts';

/** A drain holds the cluster, and something runs beside it: both are named, one is shown. */
export function showOther(
  { name, what, other }: FoundOperation,
  verb: 'watch' | 'show',
  { style }: View,
): readonly string[] {
  if (other === undefined) return [];
  return [
    `${style.yellow('!')} two operations run: this is ${name} (${what}); beside it ${other.name} (${other.what})`,
    `${style.dim('next:')} muster ops ${verb} ${other.name}`,
    '',
  ];
}

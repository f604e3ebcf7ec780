import type { FoundOperation } from '../find-operation.ts';
import type { View } from './view.ts';

/** More than one operation runs: all are named, one is shown. */
export function showOther(
  { name, what, others = [] }: FoundOperation,
  verb: 'watch' | 'show',
  { style }: View,
): readonly string[] {
  if (others.length === 0) return [];
  return [
    `${style.yellow('!')} ${others.length + 1} operations run: this is ${name} (${what}); beside it ${others
      .map((other) => `${other.name} (${other.what})`)
      .join(', ')}`,
    ...others.map((other, place) => `${style.dim(place === 0 ? 'next:' : '     ')} muster ops ${verb} ${other.name}`),
    '',
  ];
}

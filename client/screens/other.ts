import type { FoundOperation } from '../find-operation.ts';
import { indent, wrap } from './layout.ts';
import type { View } from './view.ts';

/** More than one operation runs: all are named, one is shown. */
export function showOther(
  { name, what, others = [] }: FoundOperation,
  verb: 'watch' | 'show',
  { style, width }: View,
): readonly string[] {
  if (others.length === 0) return [];
  const beside = others.map((other) => `${other.name} (${other.what})`).join(', ');
  const says = `${others.length + 1} operations run: this is ${name} (${what}); beside it ${beside}`;
  const [first = '', ...rest] = wrap(says, width - 2);
  return [
    `${style.yellow('!')} ${first}`,
    ...indent(rest, 2),
    ...others.map((other, place) => `${style.dim(place === 0 ? 'next:' : '     ')} muster ops ${verb} ${other.name}`),
    '',
  ];
}

import { knobNumber } from '../data/knob-rows.ts';
import { count, formatAge } from '../drain/group.ts';
import { setKnob } from '../drain/judge-scheduler.ts';
import { movesRecycled } from '../drain/judge-recycled.ts';
import type { Rule } from './rule.ts';

/** All that is left belongs to dropped tables. */
export const findRecycleBin: Rule = ({ left, searched, knobs, version }, _question, { leaving }) => {
  if (left.some(({ place }) => place !== undefined)) return undefined;
  const [first] = left;
  if (first === undefined && searched !== true) return undefined;
  const kept = formatAge(1000 * knobNumber(knobs, 'catalog_trash_expire_second', 86_400));
  const total = leaving.reduce((sum, { tablets }) => sum + tablets, 0);
  if (total === 0) return undefined;
  const way = movesRecycled(version)
    ? `${version} moves them like any other, and lets go of them ${kept} after the DROP`
    : `${version} does not move them, and lets go of them ${kept} after the DROP`;
  return {
    cause: 'recycle-bin',
    message: `what is left (${count(total, 'replica')}) belongs to dropped tables: ${way}`,
    ...(first !== undefined && { example: first.name }),
    lasting: 'temporary',
    next: [`${setKnob('catalog_trash_expire_second', 60)}   # what was dropped cannot be recovered then`],
  };
};

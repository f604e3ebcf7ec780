import type { AST } from 'toml-eslint-parser';
import { diffMasked, maskInline, type MaskedLine } from '../diff-masked.ts';
import { isSecretKey } from '../secret-keys.ts';
import { namesOf, parseToml } from './parse-toml.ts';

const MASK = '******';
/** A setting that is commented out may hold what was once in use. */
const COMMENTED = /^(#+\s*(?:[\w"'-]+\s*\.\s*)*([\w-]+)["']?\s*=\s*)\S.*$/;

/** Changed lines only. A secret's value is never shown, on however many lines it is written. */
export function diffToml(before: string, after: string): readonly string[] {
  return diffMasked(maskToml(before), maskToml(after));
}

/** The lines of the file as they may be shown. */
export function maskToml(text: string): readonly MaskedLine[] {
  if (text === '') return [];
  const shown = splitLines(hideSecrets(text));
  return splitLines(text).map((raw, index) => ({ raw, shown: maskInline((shown[index] ?? '').replace(/\r$/, '')) }));
}

function splitLines(text: string): readonly string[] {
  return text.replace(/\n$/, '').split('\n');
}

/** As many lines as before, so that each still stands for its own. */
function hideSecrets(text: string): string {
  const { top, comments } = parseToml(text);
  const ranges: (readonly [number, number])[] = [];
  const visit = (node: AST.TOMLKeyValue, secret: boolean) => {
    const hidden = secret || namesOf(node.key).some(isSecretKey);
    if (hidden) ranges.push(node.value.range);
    else visitInside(node.value);
  };
  const visitInside = (value: AST.TOMLContentNode) => {
    if (value.type === 'TOMLInlineTable') for (const item of value.body) visit(item, false);
    if (value.type === 'TOMLArray') value.elements.forEach(visitInside);
  };
  for (const item of top.body) {
    if (item.type === 'TOMLKeyValue') visit(item, false);
    else for (const node of item.body) visit(node, namesOf(item.key).some(isSecretKey));
  }
  for (const { range } of comments) {
    const [, key = '', name = ''] = COMMENTED.exec(text.slice(...range)) ?? [];
    if (isSecretKey(name)) ranges.push([range[0] + key.length, range[1]]);
  }
  return ranges
    .sort(([a], [b]) => b - a)
    .reduce((hidden, [start, end]) => {
      const lines = hidden.slice(start, end).split('\n');
      return `${hidden.slice(0, start)}${lines.map(() => MASK).join('\n')}${hidden.slice(end)}`;
    }, text);
}

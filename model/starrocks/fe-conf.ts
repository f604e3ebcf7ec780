import { diffMasked, maskInline, type MaskedLine } from '../diff-masked.ts';
import { isSecretKey } from '../secret-keys.ts';

const SETTING = /^\s*([A-Za-z_][A-Za-z0-9_.]*)\s*=(.*)$/;

/** Merges ours into what is there: comments, order and unknown keys stay as they are. */
export function mergeFeConf(present: string, ours: ReadonlyMap<string, string>): string {
  const lines = present === '' ? [] : present.replace(/\n$/, '').split('\n');
  const lastLineOf = new Map<string, number>();
  lines.forEach((line, index) => {
    const key = SETTING.exec(line)?.[1];
    if (key !== undefined) lastLineOf.set(key, index);
  });
  const added: string[] = [];
  for (const [key, value] of ours) {
    // Java properties take the last of several lines with one key.
    const index = lastLineOf.get(key);
    if (index === undefined) added.push(`${key} = ${value}`);
    else if (readValue(lines[index] ?? '') !== value) lines[index] = `${key} = ${value}`;
  }
  return `${[...lines, ...added].join('\n')}\n`;
}

export function readFeConf(content: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of content.split('\n')) {
    const key = SETTING.exec(line)?.[1];
    if (key !== undefined) values.set(key, readValue(line));
  }
  return values;
}

function readValue(line: string): string {
  return (SETTING.exec(line)?.[2] ?? '').trim();
}

/** Changed lines only. A secret's value is never shown, not even its length. */
export function diffFeConf(before: string, after: string): readonly string[] {
  return diffMasked(maskLines(before), maskLines(after));
}

function maskLines(text: string): readonly MaskedLine[] {
  if (text === '') return [];
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((raw) => ({ raw, shown: maskLine(raw) }));
}

function maskLine(line: string): string {
  const [, key] = SETTING.exec(line) ?? [];
  return key !== undefined && isSecretKey(key) ? `${key} = ******` : maskInline(line);
}

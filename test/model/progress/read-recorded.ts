import { readFileSync } from 'node:fs';
import type { Sample } from '../../../model/progress.ts';

export const RECORDED = ['default-delays', 'no-delays', 'between-full-copies'] as const;

/** What `SHOW BACKENDS` of the product said of a node that drains. */
export function readRecorded(name: (typeof RECORDED)[number]): readonly Sample[] {
  const text = readFileSync(new URL(`recorded/${name}.txt`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => {
      const [seconds, left] = line.split(' ').map(Number);
      return { at: Math.round((seconds ?? 0) * 1_000), left: left ?? 0 };
    });
}

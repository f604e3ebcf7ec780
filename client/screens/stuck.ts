import type { Stuck } from '../../model/stuck.ts';
import { formatDay } from './time.ts';
import type { View } from './view.ts';
import { showWarning } from './warning.ts';

/** What stands still, and by what; which code goes with a history only people know. */
export function showStuck(what: string, { tries, since, cause }: Stuck, view: View): readonly string[] {
  const texts = [
    `${what}: each try of its next task fails (${tries} since ${formatDay(since, view.zone)})`,
    cause,
    'its worker may be of another version of muster than the one that began it (docs/standing-still.md)',
  ];
  return showWarning(texts, view);
}

/** Of an operation. */
export function showStuckOperation(stuck: Stuck, view: View): readonly string[] {
  return showStuck('a worker runs, and cannot go on with it', stuck, view);
}

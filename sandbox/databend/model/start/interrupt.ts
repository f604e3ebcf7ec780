import type { MetaProcess } from '../process.ts';
import { TIMELINE } from '../timeline.ts';
import { endWith } from './fail.ts';

/** A graceful end hands nothing over. One that still waits for a leader ends as a failure, without a word (recorded). */
export function interrupt(process: MetaProcess): void {
  process.after(TIMELINE.interrupt, () => {
    if (process.started) process.effects.stdout('Databend Metasrv shutdown');
    endWith(process, process.started ? 0 : 1);
  });
}

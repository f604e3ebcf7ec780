import { type Knobs, parseKnobs } from '../../../model/starrocks/data/knob-rows.ts';
import { showKnobs } from '../../../model/starrocks/data/statements.ts';
import type { AskLeader } from './ask-leader.ts';

/** Values that count are those of the leader; each process has its own (recorded on 3.5.7). */
export async function readKnobs(asked: AskLeader): Promise<Knobs> {
  const patterns = ['%tablet_sched%', '%drop_backend%', '%storage_usage%', '%catalog_trash%'] as const;
  const answers = await Promise.all(patterns.map(async (pattern) => parseKnobs(await asked(showKnobs(pattern)))));
  return Object.assign({}, ...answers) as Knobs;
}

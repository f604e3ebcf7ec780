import type { MetaProcess } from './process.ts';
import { propose } from './raft/propose.ts';

/**
 * Writes so many keys through a leader in one go, beside its worker, so that the next joiner has something to take over: those
 * after the last ones that were written so, `sandbox/1` and on. `done` comes when all are applied, or not all were taken.
 */
export function fillData(process: MetaProcess, keys: number, done: (complete: boolean) => void): void {
  const { world, disk } = process;
  const first = [...disk.state.kv.keys()].filter((key) => key.startsWith('sandbox/')).length + 1;
  let waiting = keys;
  let complete = true;
  if (keys === 0) done(true);
  for (let key = first; key < first + keys; key += 1) {
    const command = { kind: 'upsert', key: `sandbox/${key}`, value: `${key}` } as const;
    propose(process, { kind: 'command', time: world.wall, command }, (result) => {
      complete &&= result.kind === 'applied';
      waiting -= 1;
      if (waiting === 0) done(complete);
    });
  }
}

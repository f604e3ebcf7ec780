import type { MetaProcess } from './process.ts';
import { propose } from './raft/propose.ts';

/**
 * Writes so many keys through a leader, in one go and beside its worker, so that the next joiner has something to take over.
 * False when it does not lead.
 */
export function fillData(process: MetaProcess, keys: number, valueLength = 100): boolean {
  const { leading, world, disk } = process;
  if (leading === undefined || leading.transferTo !== undefined) return false;
  const value = 'x'.repeat(valueLength);
  const first = disk.state.kv.size;
  for (let key = first; key < first + keys; key += 1) {
    const command = { kind: 'upsert', key: `sandbox/data/${key}`, value } as const;
    propose(process, { kind: 'command', time: world.wall, command }, () => {});
  }
  return true;
}

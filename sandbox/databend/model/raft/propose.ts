import { lastIndex } from '../disk-log.ts';
import type { Entry, Payload } from '../log.ts';
import type { MetaProcess, Proposed } from '../process.ts';
import { sendSoon, syncStreams } from './replicate.ts';

/** Writes to the leader's log. `done` comes when it is applied, or taken back; without a majority it never does. */
export function propose(process: MetaProcess, payload: Payload, done: (result: Proposed) => void): void {
  const { leading } = process;
  if (leading === undefined || leading.transferTo !== undefined) {
    process.proposalsFailed += 1;
    done({ kind: 'forward', to: leading === undefined ? process.leaderId : leading.transferTo });
    return;
  }
  const { id } = append(process, payload);
  process.pending.set(id.index, { term: id.term, done });
  sendSoon(process);
}

export function append(process: MetaProcess, payload: Payload): Entry {
  const { disk, config } = process;
  const id = { term: process.term, node: config.id, index: lastIndex(disk) + 1 };
  const entry = { id, payload };
  disk.log.push(entry);
  if (payload.kind === 'membership') {
    process.effective = { id, membership: payload.membership };
    syncStreams(process);
  }
  return entry;
}

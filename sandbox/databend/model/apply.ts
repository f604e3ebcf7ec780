import type { Disk, StateMachine } from './disk.ts';
import { copyStateMachine } from './disk.ts';
import type { Command, Entry } from './log.ts';
import { firstIndex, logIdAt } from './disk-log.ts';
import type { SeqValue } from './requests.ts';
import { LOG_TO_KEEP, SNAPSHOT_AFTER } from './timeline.ts';

/** What a write did. */
export interface Applied {
  readonly before: SeqValue | undefined;
  readonly after: SeqValue | undefined;
}

export function applyEntry(state: StateMachine, { id, payload }: Entry): Applied {
  state.applied = id;
  if (payload.kind === 'membership') {
    state.membership = payload.membership;
    state.membershipId = id;
  }
  if (payload.kind !== 'command') return { before: undefined, after: undefined };
  return applyCommand(state, payload.command, payload.time);
}

function applyCommand(state: StateMachine, command: Command, time: number): Applied {
  switch (command.kind) {
    case 'add-node':
      // A join never moves a recorded address; a node that registers itself does.
      if (command.overriding || !state.nodes.has(command.id)) state.nodes.set(command.id, command.node);
      return { before: undefined, after: undefined };
    case 'remove-node':
      state.nodes.delete(command.id);
      return { before: undefined, after: undefined };
    case 'upsert': {
      const before = state.kv.get(command.key);
      state.seq += 1;
      const after = { seq: state.seq, proposedAt: time, data: command.value };
      state.kv.set(command.key, after);
      return { before, after };
    }
  }
}

export function snapshotDue({ state, snapshot }: Disk): boolean {
  return (state.applied?.index ?? -1) - (snapshot?.last.index ?? -1) >= SNAPSHOT_AFTER;
}

/** Keeps what is applied and forgets what came long before it. */
export function takeSnapshot(disk: Disk): void {
  const last = disk.state.applied;
  if (last === undefined) return;
  disk.snapshot = { last, state: copyStateMachine(disk.state) };
  const upTo = last.index - LOG_TO_KEEP;
  if (upTo < firstIndex(disk)) return;
  const purged = logIdAt(disk, upTo);
  disk.log.splice(0, upTo - firstIndex(disk) + 1);
  disk.purged = purged;
}

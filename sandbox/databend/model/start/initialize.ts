import { findEffective } from '../disk-log.ts';
import { recordOf } from '../node-record.ts';
import type { MetaProcess } from '../process.ts';
import { changeMembers } from '../raft/change-membership.ts';
import { stand } from '../raft/elect.ts';
import { propose } from '../raft/propose.ts';

/** A new cluster of one: its log begins with a membership, a blank, its own record and the membership again (recorded). */
export function initialize(process: MetaProcess, done: () => void): void {
  const { config, disk, world } = process;
  const { id } = config;
  const membership = { configs: [[id]], nodes: [id] };
  disk.log.push({ id: { term: 0, node: id, index: 0 }, payload: { kind: 'membership', membership } });
  process.effective = findEffective(disk);
  stand(process);
  const command = { kind: 'add-node', id, node: recordOf(config), overriding: false } as const;
  propose(process, { kind: 'command', time: world.wall, command }, () =>
    changeMembers(process, { kind: 'add-voter', id }, { cancelled: false }, () => done()),
  );
}

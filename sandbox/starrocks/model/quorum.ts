import type { Process } from './process.ts';
import type { World } from './world.ts';

/** `silent`: the others do not answer and are not given up yet. */
export type Quorum = 'ok' | 'silent' | 'lost';

export function majorityOf(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

export function judgeQuorum(world: World, leader: Process): Quorum {
  const voters = world.groupOf(leader)?.voters ?? new Set<string>();
  const needed = majorityOf(voters.size);
  const following = replicasOf(world, leader).filter(({ env }) => env !== undefined && voters.has(env.nodeName));
  const self = leader.env !== undefined && voters.has(leader.env.nodeName) ? 1 : 0;
  const acks = following.filter((replica) => world.reach(leader, replica)).length + self;
  if (acks >= needed) return 'ok';
  return following.length + self >= needed ? 'silent' : 'lost';
}

export function replicasOf(world: World, leader: Process): Process[] {
  return [...world.processes].filter(({ following, gone }) => following === leader && !gone);
}

/** The text of the journal's library, as recorded. */
export function quorumError(world: World, leader: Process): string {
  const voters = world.groupOf(leader)?.voters.size ?? 1;
  const required = majorityOf(voters) - 1;
  const active = replicasOf(world, leader).filter((replica) => world.reach(leader, replica));
  const names = active.map(({ env }) => env?.nodeName).join(', ');
  const found = names === '' ? 'But none were active with this master.' : `Only replicas: [${names}] were available.`;
  return `(JE 18.3.20) Commit policy: SIMPLE_MAJORITY required ${required} replica${required === 1 ? '' : 's'}. ${found}`;
}

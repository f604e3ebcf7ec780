import type { UsedId } from '../operation.ts';
import type { Finding } from '../step.ts';
import { raftHandle } from './member-answer.ts';
import type { RaftNode } from './meta-status.ts';
import type { Standing } from './standing.ts';
import type { MembershipView } from './view-membership.ts';

/** A node that is to join, as the cluster file has it. */
export interface Joiner {
  readonly alias: string;
  readonly id: number;
  /** `host:raft port`. */
  readonly handle: string;
}

/** Everywhere an id can have been seen. What cannot be known is left out. */
export interface SeenIds {
  readonly view: Pick<MembershipView, 'members' | 'ghosts'>;
  /** Address records of every member, not only of the leader: an old one may still know what has left. */
  readonly records?: readonly RaftNode[];
  /** Of the TOML files of the peers. */
  readonly inFiles?: readonly { readonly name: string; readonly id: number }[];
  readonly used?: readonly UsedId[];
}

export interface IdVerdict {
  readonly finding: Finding;
  /** How far it has come already; `unknown` also where it is refused. */
  readonly standing: Standing;
}

/**
 * Ids are never reused: a node with one of before and an empty log passes through historical memberships and can elect itself
 * alone, which nothing detects. The one exception is this very node, half-joined: its record has this id and this address.
 */
export function judgeId({ alias, id, handle }: Joiner, seen: SeenIds): IdVerdict {
  const refuse = (message: string): IdVerdict => ({
    finding: {
      gate: 'raft-id',
      severity: 'refusal',
      subject: alias,
      message,
      next: [`write another id under ${alias} in the cluster file: one that no node ever had`],
    },
    standing: { is: 'unknown' },
  });
  const known = listKnown(seen);
  const there = known.find((one) => one.handle === handle && one.id !== id);
  if (there !== undefined) return refuse(`${handle} is recorded for id ${there.id}, and ${alias} has ${id}`);
  const elsewhere = known.find((one) => one.id === id && one.handle !== handle);
  if (elsewhere !== undefined) return refuse(`id ${id} belongs to ${elsewhere.handle}, ${elsewhere.as}`);
  const member = seen.view.members.find((one) => one.id === id);
  if (member !== undefined) {
    const standing: Standing = member.votes
      ? { is: 'voter', reached: member.leads || member.behind !== undefined }
      : { is: 'learner' };
    const what = member.votes ? 'votes already' : 'is a learner already';
    return adopt(alias, standing, `${alias} ${what}, with this id at this address: it goes on from there`);
  }
  if (known.some((one) => one.id === id)) {
    return adopt(alias, { is: 'ghost' }, `${handle} is recorded for id ${id} and is no member: it goes on from there`);
  }
  const inFile = seen.inFiles?.find((one) => one.id === id && one.name !== alias);
  if (inFile !== undefined) return refuse(`the configuration of ${inFile.name} has id ${id} too`);
  const used = seen.used?.find((one) => one.id === id);
  if (used !== undefined) {
    const { finding } = refuse(`id ${id} was used by ${used.by}`);
    return { finding: { ...finding, gate: 'used-id' }, standing: { is: 'unknown' } };
  }
  return {
    finding: {
      gate: 'raft-id',
      severity: 'ok',
      subject: alias,
      message: `id ${id} is not known to any member, as voter, learner or record`,
    },
    standing: { is: 'unknown' },
  };
}

interface KnownId {
  readonly id: number;
  readonly handle: string;
  readonly as: string;
}

function listKnown({ view, records = [] }: SeenIds): readonly KnownId[] {
  return [
    ...view.members.map(({ id, handle, votes }) => ({ id, handle, as: votes ? 'which votes' : 'a learner' })),
    ...[...view.ghosts, ...records].map((node) => ({
      id: node.id,
      handle: raftHandle(node),
      as: 'which is recorded as a node',
    })),
  ];
}

function adopt(subject: string, standing: Standing, message: string): IdVerdict {
  return { finding: { gate: 'raft-id', severity: 'warning', subject, message }, standing };
}

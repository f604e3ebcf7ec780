import { majorityOf } from '../majority.ts';
import { type MemberAnswer, raftHandle } from './member-answer.ts';
import type { MetaStatus, RaftNode } from './meta-status.ts';

/** A voter or learner as the leader has it, with what was seen of it. */
export interface MetaMember {
  readonly id: number;
  /** Alias, or its handle. */
  readonly name: string;
  /** `host:raft port`, as recorded. */
  readonly handle: string;
  readonly votes: boolean;
  readonly leads: boolean;
  /** It answers by itself, under this id, and follows (or is) this leader in its term: it can be counted on. */
  readonly lives: boolean;
  /** Its health passes and its status hangs. */
  readonly hung: boolean;
  /** Entries behind the leader's log, as the leader knows it; absent when it has never reached it since it leads. */
  readonly behind?: number;
  /** Why it does not live. */
  readonly why?: string;
}

/** Who says that it leads, and how many of its own voters say so too. */
export interface LeaderClaim {
  readonly id: number;
  readonly name: string;
  readonly term: number;
  readonly namedBy: number;
  readonly voters: number;
}

/** One picture, from what every member answered for itself. */
export interface MembershipView {
  /** By its own word and by that of a majority of its voters, in the same term. Without quorum it looks just the same. */
  readonly leader?: LeaderClaim;
  /** Why there is none. */
  readonly whyNone?: string;
  /** All that claim to lead, the highest term first: after a pause of its process one does so in the old term. */
  readonly claims: readonly LeaderClaim[];
  /** Voters first; as the leader has them, else as the one with the longest log has. Sorted by id. */
  readonly members: readonly MetaMember[];
  /** Each set of voters that is told, and by whom. More than one: a change is on its way, or somebody was left behind. */
  readonly told: readonly { readonly voters: readonly number[]; readonly by: readonly string[] }[];
  /** Names of members that do not answer at all. */
  readonly silent: readonly string[];
  /** Names of nodes whose health passes while their status hangs. */
  readonly hung: readonly string[];
  /** Names of nodes that answer as part of another cluster. */
  readonly foreign: readonly string[];
  /** Names of nodes that answer, are no members, and have data of this cluster: removed ones that still run. */
  readonly removed: readonly string[];
  /** Names of nodes that answer and have no data: they wait for a join. */
  readonly blank: readonly string[];
  /** Address records of ids that are no members: left by a join or a leave that was not finished. */
  readonly ghosts: readonly RaftNode[];
}

type Answering = MemberAnswer & { readonly status: MetaStatus };

export function viewMembership(answers: readonly MemberAnswer[]): MembershipView {
  const answering = answers.filter((answer): answer is Answering => answer.status !== undefined);
  const claims = answering
    .filter(({ status }) => status.state === 'Leader')
    .map((answer) => toClaim(answer, answering))
    .sort((a, b) => b.term - a.term || a.id - b.id);
  const elected = chooseLeader(claims);
  const leading = answering.find(({ name }) => elected !== undefined && name === elected.name);
  const base = leading ?? longestLog(answering);
  const foreign = answering.filter((answer) => isForeign(answer, leading)).map(({ name }) => name);
  const members = base === undefined ? [] : toMembers(base, leading, answers).map((member) => disown(member, foreign));
  const ids = new Set(members.map(({ id }) => id));
  const own = answering.filter(({ name }) => !foreign.includes(name));
  const isMember = (answer: Answering) =>
    members.some(({ id, handle }) => id === answer.status.id && handle === answer.handle);
  return {
    ...(elected === undefined ? { whyNone: explainNone(claims, answers) } : { leader: elected }),
    claims,
    members,
    told: gatherTold(own.filter(isMember)),
    silent: members
      .filter(({ handle }) => answers.find((one) => one.handle === handle)?.health !== 'pass')
      .map(({ name }) => name),
    hung: answers.filter(({ hung }) => hung).map(({ name }) => name),
    foreign,
    removed: own.filter((answer) => !isMember(answer) && !isBlank(answer)).map(({ name }) => name),
    blank: own.filter(isBlank).map(({ name }) => name),
    ghosts: (base?.records ?? []).filter(({ id }) => !ids.has(id)),
  };
}

export function votersOf({ members }: Pick<MembershipView, 'members'>): readonly MetaMember[] {
  return members.filter(({ votes }) => votes);
}

function toClaim({ name, status }: Answering, answering: readonly Answering[]): LeaderClaim {
  const namedBy = status.voters.filter((voter) =>
    answering.some(
      (other) =>
        other.handle === raftHandle(voter) &&
        other.status.id === voter.id &&
        other.status.term === status.term &&
        other.status.leader?.id === status.id,
    ),
  ).length;
  return { id: status.id, name, term: status.term, namedBy, voters: status.voters.length };
}

/** Two that each have a majority are of two clusters: the one that more nodes name is the one that is meant. */
function chooseLeader(claims: readonly LeaderClaim[]): LeaderClaim | undefined {
  const elected = claims.filter(hasMajority).sort((a, b) => b.namedBy - a.namedBy);
  const [first, second] = elected;
  return second !== undefined && second.namedBy === first?.namedBy ? undefined : first;
}

function hasMajority({ namedBy, voters }: LeaderClaim): boolean {
  return voters > 0 && namedBy >= majorityOf(voters);
}

function longestLog(answering: readonly Answering[]): Answering | undefined {
  return [...answering].sort(
    (a, b) =>
      b.status.applied.term - a.status.applied.term ||
      b.status.applied.index - a.status.applied.index ||
      a.status.id - b.status.id,
  )[0];
}

/** Its id, its term and the id of its leader may be the same small numbers as ours. */
function disown(member: MetaMember, foreign: readonly string[]): MetaMember {
  if (!foreign.includes(member.name)) return member;
  return { ...member, lives: false, why: 'a node of another cluster answers there' };
}

function toMembers(
  base: Answering,
  leading: Answering | undefined,
  answers: readonly MemberAnswer[],
): readonly MetaMember[] {
  const { voters, learners } = base.status;
  const votes = new Set(voters.map(({ id }) => id));
  return [...voters, ...learners.filter(({ id }) => !votes.has(id))]
    .map((node) => toMember(node, votes.has(node.id), leading, answers))
    .sort((a, b) => Number(b.votes) - Number(a.votes) || a.id - b.id);
}

function toMember(
  node: RaftNode,
  votes: boolean,
  leading: Answering | undefined,
  answers: readonly MemberAnswer[],
): MetaMember {
  const handle = raftHandle(node);
  const own = answers.find((answer) => answer.handle === handle);
  const why = whyNot(node, own, leading);
  const at = leading?.status.replication?.[String(node.id)];
  return {
    id: node.id,
    name: own?.name ?? handle,
    handle,
    votes,
    leads: node.id === leading?.status.id,
    lives: why === undefined,
    hung: own?.hung ?? false,
    ...(leading && at && { behind: Math.max(0, leading.status.lastLogIndex - at.index) }),
    ...(why !== undefined && { why }),
  };
}

function whyNot(node: RaftNode, own: MemberAnswer | undefined, leading: Answering | undefined): string | undefined {
  if (own === undefined) return 'it was not asked';
  const { status } = own;
  if (status === undefined) return own.hung ? 'its health passes and its status hangs' : (own.why ?? 'no answer');
  if (status.id !== node.id) return `the process there has id ${status.id}, not ${node.id}`;
  if (leading === undefined) return status.leader === undefined ? 'it knows no leader' : 'no leader has a majority';
  if (status.leader === undefined) return `it knows no leader (${status.state})`;
  if (status.leader.id !== leading.status.id) return `it takes ${status.leader.id} for the leader`;
  if (status.term !== leading.status.term) return `it is in term ${status.term}, the leader in ${leading.status.term}`;
  return undefined;
}

/** A node that has never got data tells an empty state under its id (recorded on 1.2.888). */
function isBlank({ status }: Answering): boolean {
  return status.voters.length === 0 && status.learners.length === 0;
}

/**
 * Names of clusters are not told, and ids are the same small numbers everywhere. What tells two clusters apart is with whom
 * a node is together: it leads one of its own, or it follows one of whose members this cluster knows none.
 */
function isForeign(answer: Answering, leading: Answering | undefined): boolean {
  if (leading === undefined || answer.name === leading.name || isBlank(answer)) return false;
  const { status } = answer;
  const ours = new Set([...leading.status.voters, ...leading.status.learners].map(toKey));
  const others = [...status.voters, ...status.learners].filter(({ id }) => id !== status.id);
  if (others.length === 0) return status.state === 'Leader';
  return others.every((node) => !ours.has(toKey(node)));
}

function toKey(node: RaftNode): string {
  return `${node.id}@${raftHandle(node)}`;
}

function gatherTold(answering: readonly Answering[]): MembershipView['told'] {
  const sets = new Map<string, { readonly voters: readonly number[]; readonly by: string[] }>();
  for (const { name, status } of answering) {
    const voters = status.voters.map(({ id }) => id).sort((a, b) => a - b);
    const key = voters.join(',');
    const known = sets.get(key);
    if (known === undefined) sets.set(key, { voters, by: [name] });
    else known.by.push(name);
  }
  return [...sets.values()];
}

function explainNone(claims: readonly LeaderClaim[], answers: readonly MemberAnswer[]): string {
  const [first, ...more] = claims;
  const hung = answers.filter(({ hung: hangs }) => hangs).map(({ name }) => name);
  const hanging = hung.length === 0 ? '' : `; the status of ${hung.join(', ')} hangs beside passing health`;
  if (answers.every(({ health }) => health !== 'pass')) return 'no meta node answers';
  if (first === undefined) return `nobody says that it leads${hanging}`;
  if (more.length > 0 && claims.filter(hasMajority).length > 1) {
    return `${claims.map(({ name }) => name).join(' and ')} lead two clusters`;
  }
  return `only ${first.namedBy} of ${first.voters} voters name ${first.name} as leader${hanging}`;
}

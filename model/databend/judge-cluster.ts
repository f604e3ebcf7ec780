import type { Finding } from '../step.ts';
import { type MemberAnswer, raftHandle } from './member-answer.ts';
import type { MembershipView } from './view-membership.ts';
import { judgeDead, judgeMajority } from './judge-quorum.ts';

export interface ClusterFacts {
  readonly view: MembershipView;
  readonly answers: readonly MemberAnswer[];
  /** The same nodes a moment later: what has not moved meanwhile waits for something. @default they were asked once */
  readonly later?: readonly MemberAnswer[];
  /** Names whose death is what the request is about. */
  readonly leaving?: readonly string[];
}

/** All that can be said of a group without changing it. A leader that has lost its quorum since can look the same. */
export function judgeCluster(facts: ClusterFacts): readonly Finding[] {
  const { view, leaving = [] } = facts;
  return [
    judgeLeader(view),
    ...judgeClaims(view),
    ...judgeHung(view),
    ...(view.members.length === 0 ? [] : [judgeMajority(view)]),
    ...judgeDead(view, leaving),
    ...judgeForeign(view),
    ...judgePending(facts),
    ...judgeRemoved(view, leaving),
    ...judgeVersions(facts),
    ...judgeFile(facts, leaving),
  ];
}

function judgeLeader({ leader, whyNone = 'nobody leads' }: MembershipView): Finding {
  if (leader === undefined) {
    return {
      gate: 'meta-leader',
      severity: 'refusal',
      subject: 'the group',
      message: whyNone,
      next: ['muster status'],
    };
  }
  const { name, namedBy, voters, term } = leader;
  return {
    gate: 'meta-leader',
    severity: 'ok',
    subject: name,
    message: `${name} leads in term ${term}: it says so itself, and ${namedBy} of ${voters} voters do`,
  };
}

/** After a pause of its process a leader of before says for a moment that it leads, in its old term (recorded on 1.2.888). */
function judgeClaims({ leader, claims, foreign }: MembershipView): readonly Finding[] {
  return claims
    .filter(({ name }) => leader !== undefined && name !== leader.name && !foreign.includes(name))
    .map(({ name, term, namedBy, voters }) => ({
      gate: 'meta-leader',
      severity: 'refusal',
      subject: name,
      message: `${name} says too that it leads, in term ${term}, named by ${namedBy} of ${voters}: the higher term is right`,
      next: ['muster status'],
    }));
}

function judgeHung({ hung }: MembershipView): readonly Finding[] {
  return hung.map((name) => ({
    gate: 'hung',
    severity: 'refusal',
    subject: name,
    message: `the health of ${name} passes and its status hangs: the quorum is lost, or an election is under way`,
    next: ['muster status'],
  }));
}

function judgeForeign({ foreign }: MembershipView): readonly Finding[] {
  return foreign.map((name) => ({
    gate: 'foreign',
    severity: 'refusal',
    subject: name,
    message: `a meta node of another cluster answers at ${name}`,
    next: ['muster check'],
  }));
}

/** As far as it can be seen: what is proposed and not committed, and a joint configuration, show in no status. */
export function judgePending({ view, answers, later }: ClusterFacts): readonly Finding[] {
  const pending: Finding[] = [];
  const about = { gate: 'pending', severity: 'refusal', next: ['muster status'] } as const;
  if (view.told.length > 1) {
    const message = view.told.map(({ voters, by }) => `${by.join(', ')}: ${voters.join(', ')}`).join('; ');
    pending.push({ ...about, subject: 'the group', message: `the members do not have the same voters: ${message}` });
  }
  const leads = answers.find(({ name }) => name === view.leader?.name);
  const then = later?.find(({ name }) => name === view.leader?.name);
  if (leads !== undefined && then !== undefined && standsStill(leads, then)) {
    pending.push({
      ...about,
      subject: leads.name,
      message: `${leads.name} has proposed up to ${leads.status?.lastLogIndex} and committed up to ${leads.status?.applied.index}, and it does not move`,
    });
  }
  for (const { id, ...node } of view.ghosts) {
    pending.push({
      ...about,
      severity: 'warning',
      subject: raftHandle(node),
      message: `id ${id} is recorded at ${raftHandle(node)} and is no member: a join or a leave was not finished`,
    });
  }
  if (pending.length > 0 || view.leader === undefined) return pending;
  return [{ gate: 'pending', severity: 'ok', subject: view.leader.name, message: 'every member has the same voters' }];
}

function standsStill(first: MemberAnswer, then: MemberAnswer): boolean {
  if (first.metrics !== undefined && then.metrics !== undefined) {
    if (first.metrics.pending === 0 || then.metrics.pending === 0) return false;
  }
  if (first.status === undefined || then.status === undefined) return false;
  return (
    first.status.lastLogIndex > first.status.applied.index && then.status.applied.index === first.status.applied.index
  );
}

function judgeRemoved({ removed }: MembershipView, leaving: readonly string[]): readonly Finding[] {
  return removed
    .filter((name) => !leaving.includes(name))
    .map((name) => ({
      gate: 'removed',
      severity: 'warning',
      subject: name,
      message: `${name} is no member any more and its process runs on, with what it knew then`,
      next: [`muster remove ${name}`],
    }));
}

function judgeVersions({ answers }: ClusterFacts): readonly Finding[] {
  const versions = new Map<string, string[]>();
  for (const { name, status } of answers) {
    if (status !== undefined) versions.set(status.version, [...(versions.get(status.version) ?? []), name]);
  }
  if (versions.size === 0) return [];
  const told = [...versions].map(([version, names]) => `${version} (${names.join(', ')})`).join(', ');
  const same = versions.size === 1;
  return [
    {
      gate: 'meta-versions',
      severity: same ? 'ok' : 'warning',
      subject: 'the group',
      message: same ? `all run ${[...versions.keys()][0]}` : `they run ${told}`,
    },
  ];
}

/** What the file says of the members: one that it does not know, and one that has another id there. */
function judgeFile({ view, answers }: ClusterFacts, leaving: readonly string[]): readonly Finding[] {
  return view.members.flatMap(({ id, handle, name }): readonly Finding[] => {
    const own = answers.find((answer) => answer.handle === handle);
    if (own?.idInFile === undefined) {
      if (leaving.includes(name)) return [];
      return [
        {
          gate: 'file',
          severity: 'warning',
          subject: handle,
          message: `${handle} (id ${id}) is a member and is not in the cluster file`,
          next: ['add it to the cluster file'],
        },
      ];
    }
    if (own.idInFile === id) return [];
    return [
      {
        gate: 'raft-id',
        severity: 'refusal',
        subject: name,
        message: `${name} has id ${id} in the cluster, and ${own.idInFile} in the cluster file`,
        next: [`write id: ${id} under ${name} in the cluster file`],
      },
    ];
  });
}

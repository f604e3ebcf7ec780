import { majorityOf } from '../majority.ts';
import type { Finding, Severity } from '../step.ts';
import { sshCommand } from '../ssh-target.ts';
import { type DatabendCluster, metaHandle, metasOf, queriesOf } from './cluster-spec.ts';
import { judgeCluster } from './judge-cluster.ts';
import { countVoters } from './judge-quorum.ts';
import { type MemberAnswer, raftHandle } from './member-answer.ts';
import { unitCommands } from './node-commands.ts';
import type { DatabendStatus, MetaNodeStatus, QueryNodeStatus } from './status.ts';
import type { MembershipView } from './view-membership.ts';

export interface StatusFacts {
  readonly cluster: DatabendCluster;
  readonly view: MembershipView;
  readonly answers: readonly MemberAnswer[];
  /** The same nodes a moment later. @default they were asked once */
  readonly later?: readonly MemberAnswer[];
  readonly metas: readonly MetaNodeStatus[];
  readonly queries: readonly QueryNodeStatus[];
}

export type StatusVerdict = Pick<DatabendStatus, 'findings' | 'next'>;

const RANK: Readonly<Record<Severity, number>> = { refusal: 0, warning: 1, ok: 2 };

/** What a person on call should notice, worst first, and the next command. */
export function judgeStatus(facts: StatusFacts): StatusVerdict {
  const { metas, queries } = facts;
  const findings = [
    ...judgeGroup(facts),
    ...metas.flatMap((node) => judgeNode(node, facts)),
    ...judgeSpare(facts),
    ...queries.flatMap((node) => judgeQuery(node, facts)),
  ].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
  return { findings, next: chooseNext(findings) };
}

/** What every operation asks too, in the same words; each with what a person does about it. */
function judgeGroup(facts: StatusFacts): readonly Finding[] {
  const { view, answers, later } = facts;
  const told = judgeCluster({ view, answers, ...(later && { later }) }).filter(({ severity }) => severity !== 'ok');
  if (view.leader !== undefined) {
    const explained = new Set([...view.hung, ...view.foreign]);
    return told
      .filter(({ gate, subject }) => gate !== 'dead' || !explained.has(subject))
      .map((finding) => withNext(finding, facts));
  }
  // Without a leader nobody follows one, which is no fault of theirs: only who does not answer is named.
  const silent = new Set(
    facts.metas.flatMap(({ answers: does, alias, handle }) => (does === 'yes' ? [] : [alias ?? handle])),
  );
  return told
    .filter(
      ({ gate, subject }) =>
        gate !== 'majority' && (gate !== 'dead' || (silent.has(subject) && !view.hung.includes(subject))),
    )
    .map((finding) => (finding.gate === 'meta-leader' ? explainLeaderless(finding, facts) : withNext(finding, facts)));
}

function withNext(finding: Finding, { cluster, view, metas }: StatusFacts): Finding {
  const { gate, subject } = finding;
  const spec = metasOf(cluster).find(({ alias }) => alias === subject);
  const commands = spec === undefined ? undefined : unitCommands(spec);
  switch (gate) {
    case 'dead':
      return {
        ...finding,
        severity: 'refusal',
        next: [
          ...(commands === undefined ? [] : [commands.start]),
          // Without a leader nobody would take it.
          ...(view.leader === undefined ? [] : [`muster remove ${subject} --lost`]),
        ],
      };
    case 'removed':
      return { ...finding, next: commands === undefined ? [] : [commands.stop] };
    case 'foreign':
      return { ...finding, next: [`correct host: of ${subject} in the cluster file, or take it out`] };
    case 'pending':
      return { ...finding, next: [describeLeave(finding, view, metas, cluster) ?? 'muster check'] };
    case 'hung':
      return { ...finding, next: ['muster check'] };
    default:
      return finding;
  }
}

/** A record without a member goes with a leave of its id, which changes nothing else (recorded on 1.2.888). */
function describeLeave(
  { subject }: Finding,
  { ghosts, leader }: MembershipView,
  metas: readonly MetaNodeStatus[],
  cluster: DatabendCluster,
): string | undefined {
  const ghost = ghosts.find((node) => raftHandle(node) === subject);
  const known = metas.find(({ handle, alias }) => handle === subject && alias !== undefined);
  if (ghost !== undefined && known?.id === ghost.id) return `muster add ${known.alias}`;
  const leads = metasOf(cluster).find(({ alias }) => alias === leader?.name);
  if (ghost === undefined || leads === undefined) return undefined;
  const { become: _, ...login } = leads.ssh;
  return `${sshCommand(login)} timeout 20 ${leads.home}/bin/databend-meta --leave-id ${ghost.id} --leave-via ${metaHandle(leads)}`;
}

/** Whether one will be elected by itself, or what has to be started for it. */
function explainLeaderless(finding: Finding, { cluster, view, metas }: StatusFacts): Finding {
  const known = metas.filter(({ role }) => role === 'voter');
  // Who votes is known from members only; without any, those of the file are what there is to begin with.
  const voters = known.length > 0 ? known : metas.filter(({ inFile }) => inFile);
  const answering = voters.filter(({ answers }) => answers === 'yes');
  const down = voters.filter(({ answers }) => answers !== 'yes' && answers !== 'hung');
  const starts = down.flatMap(({ alias }) => {
    const spec = metasOf(cluster).find((node) => node.alias === alias);
    return spec === undefined ? [] : [unitCommands(spec).start];
  });
  const needed = majorityOf(voters.length);
  const [claim] = view.claims;
  const enough = known.length > 0 && answering.length >= needed;
  const told =
    known.length === 0
      ? 'none tells who the voters are'
      : enough
        ? `${answering.length} of ${voters.length} voters answer, enough to elect one within some seconds`
        : `${answering.length} of ${voters.length} voters ${answering.length === 1 ? 'answers' : 'answer'}, and it takes ${needed}: nothing can be written`;
  // It never steps down, and everything that it says of itself is current (recorded on 1.2.888).
  const perfect =
    claim === undefined || enough
      ? ''
      : `; that ${claim.name} says it leads, healthy and with all logs current, is how a leader without its majority looks`;
  return {
    ...finding,
    subject: cluster.name,
    message: `${finding.message}; ${told}${perfect}`,
    next: enough ? ['muster status'] : starts.length > 0 ? starts : ['muster check'],
  };
}

function judgeNode(node: MetaNodeStatus, { cluster, view }: StatusFacts): readonly Finding[] {
  const name = node.alias ?? node.handle;
  const about = { subject: name } as const;
  const spec = metasOf(cluster).find(({ alias }) => alias === node.alias);
  const commands = spec === undefined ? undefined : unitCommands(spec);
  if (node.role === 'learner') {
    return [
      {
        ...about,
        gate: 'vote',
        severity: 'warning',
        message: `${name} is a learner: it has everything and no vote`,
        next: [`muster add ${name}`],
      },
    ];
  }
  if (node.inCluster) {
    if (!node.lives || node.behind !== undefined || node.leader || view.leader === undefined) return [];
    return [
      {
        ...about,
        gate: 'log',
        severity: 'warning',
        message: `${name} votes, and ${view.leader.name} has not reached it since it leads`,
        next: ['muster check'],
      },
    ];
  }
  if (node.stranger === 'no data') {
    return [
      {
        ...about,
        gate: 'vote',
        severity: 'warning',
        message: `${name} runs, has no data and is no member: its join was not finished, or its id ${node.id} is that of another address`,
        next: [`muster add ${name}`, ...(commands === undefined ? [] : [commands.journal])],
      },
    ];
  }
  // Said by other gates, or nothing that can be known.
  if (node.stranger !== undefined || !node.inFile || view.members.length === 0) return [];
  const what = `${name} (${node.handle}, id ${node.id}) is in the file, not in the cluster`;
  // Ids are counted upwards: one below that of a member has most likely had its time, and is refused when it is added again.
  const had = view.members.some(({ id }) => id > (node.id ?? id));
  return [
    had
      ? {
          ...about,
          gate: 'file',
          severity: 'warning',
          message: `${what}: its id is below that of a member; take it out of the file if it has left, for its id is never used again`,
        }
      : { ...about, gate: 'file', severity: 'warning', message: `${what}: add it`, next: [`muster add ${name}`] },
  ];
}

/** Nobody is missing, and yet: how much more may be. */
function judgeSpare({ view, cluster }: StatusFacts): readonly Finding[] {
  const { total, alive } = countVoters(view.members);
  if (view.leader === undefined || alive !== majorityOf(total)) return [];
  const message =
    total === 1
      ? 'there is one voter: with it everything stops, and its disk holds the only copy'
      : `${alive} of ${total} voters live: with one less nothing can be written`;
  return [{ gate: 'majority', severity: 'warning', subject: cluster.name, message }];
}

function judgeQuery(node: QueryNodeStatus, { cluster, view }: StatusFacts): readonly Finding[] {
  const { alias, serves, trouble, endpoints, fileTrouble } = node;
  const spec = queriesOf(cluster).find((one) => one.alias === alias);
  const commands = spec === undefined ? undefined : unitCommands(spec);
  const found: Finding[] = [];
  if (serves !== undefined && serves !== 'yes') {
    found.push({
      gate: 'queries-serve',
      severity: 'warning',
      subject: alias,
      message: trouble ?? `${alias} does not answer a query`,
      ...(commands !== undefined && { next: [commands.journal] }),
    });
  }
  if (endpoints === undefined) {
    const message = `the list of Meta endpoints of ${alias} cannot be read${fileTrouble === undefined ? '' : `: ${fileTrouble}`}`;
    return [...found, { gate: 'lists', severity: 'warning', subject: alias, message }];
  }
  // Who the members are nobody says: nothing can be said of a list of them.
  if (view.members.length === 0) return found;
  const living = endpoints.filter(({ lives }) => lives === true);
  const gone = endpoints.filter(({ lives }) => lives === undefined).map(({ endpoint }) => endpoint);
  if (living.length === 0) {
    const message = `none of the Meta endpoints in the file of ${alias} lives: it cannot start, and once it has lost those it holds it cannot work`;
    found.push({ gate: 'lists', severity: 'refusal', subject: alias, message, next: ['muster check'] });
  } else if (gone.length > 0) {
    const message = `${alias} lists ${gone.join(', ')}, which ${gone.length === 1 ? 'is' : 'are'} of no member`;
    found.push({ gate: 'lists', severity: 'warning', subject: alias, message });
  }
  return found;
}

/** One command for the worst that has one; nodes that only have to be added are added together. */
function chooseNext(findings: readonly Finding[]): readonly string[] {
  const worst = findings.find(({ next = [] }) => next.length > 0);
  const [first] = worst?.next ?? [];
  if (first === undefined) return [];
  if (!first.startsWith('muster add ')) return [first];
  const added = findings.flatMap(({ next = [] }) => (next[0]?.startsWith('muster add ') ? next[0].slice(11) : []));
  return [`muster add ${added.join(' ')}`];
}

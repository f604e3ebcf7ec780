import type { StarRocksStatus, NodeStatus } from '../status.ts';
import type { Finding, Severity } from '../step.ts';
import { judgeNodeStatus, nameOf } from './judge-node-status.ts';

export interface StatusVerdict extends Pick<StarRocksStatus, 'findings' | 'next'> {
  readonly voters: { readonly alive: number; readonly total: number };
}

/** What a person on call should notice, worst first, and the next command. `trouble`: why no leader answers. */
export function judgeStatus(nodes: readonly NodeStatus[], trouble: string | undefined): StatusVerdict {
  const voting = nodes.filter(isVoting);
  // Without a leader nobody has fresh heartbeats: the dead are still called alive (recorded on 3.5.7), so what answers counts.
  const lives = (node: NodeStatus) => (trouble === undefined ? node.alive === true : node.answers !== false);
  const voters = { alive: voting.filter(lives).length, total: voting.length };
  const findings = [
    ...judgePair(voting, trouble),
    ...(trouble === undefined ? [] : [judgeTrouble(trouble)]),
    // Without a leader nobody serves, which is said once.
    ...nodes.flatMap(judgeNodeStatus).filter(({ gate }) => trouble === undefined || gate !== 'serving'),
  ].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
  return { findings, next: chooseNext(findings, trouble), voters };
}

const RANK: Readonly<Record<Severity, number>> = { refusal: 0, warning: 1, ok: 2 };

function isVoting({ inCluster, role, halfJoined, joined, alive }: NodeStatus): boolean {
  return inCluster && role === 'FOLLOWER' && halfJoined !== true && (joined === true || alive === true);
}

function judgeTrouble(trouble: string): Finding {
  return {
    gate: 'quorum',
    severity: 'refusal',
    subject: 'cluster',
    message: `No leader that answers: ${trouble}`,
    next: ['muster check'],
  };
}

/**
 * A pair loses its leader when either half dies: about 40 s after the first write that fails (recorded on 3.5.7). Until then
 * the drop of the dead half saves it. A frontend without its quorum no longer lists who is alive, so what answers counts.
 */
function judgePair(voting: readonly NodeStatus[], trouble: string | undefined): readonly Finding[] {
  if (voting.length !== 2) return [];
  const isDown = (node: NodeStatus) => (trouble === undefined ? node.alive !== true : node.answers === false);
  const down = voting.filter(isDown);
  const [dead] = down;
  if (down.length > 1 || (dead === undefined && trouble !== undefined)) return [];
  const about = { gate: 'quorum', subject: 'cluster' } as const;
  if (dead === undefined) {
    return [
      {
        ...about,
        severity: 'warning',
        message: `two voters, ${voting.map(nameOf).join(' and ')}: the loss of either stops the cluster; a third makes it safe`,
      },
    ];
  }
  const name = nameOf(dead);
  const other = voting.find((node) => node !== dead);
  if (trouble !== undefined && other?.namesItself === false) {
    return [
      {
        ...about,
        severity: 'refusal',
        subject: name,
        message: `${name}, which led a pair, is down: ${nameOf(other)} alone is no majority, can neither lead nor drop it; start ${name} again`,
        ...(dead.commands !== undefined && { next: [dead.commands.start] }),
      },
    ];
  }
  return [
    {
      ...about,
      severity: 'refusal',
      subject: name,
      message: `${name}, one of two voters, is down: the other one ends within about 40 s of its next write, unless ${name} is dropped`,
      next: [`muster remove ${name} --lost`],
    },
  ];
}

/** One command for the worst that has one; nodes that only have to be added are added together. */
function chooseNext(findings: readonly Finding[], trouble: string | undefined): readonly string[] {
  const adding = findings.flatMap(({ gate, next = [] }) => (gate === 'file' ? next : [])).filter(isAdd);
  const urgent = findings.find(({ next = [] }) => next.length > 0 && !next.some(isAdd));
  const [first] = urgent?.next ?? [];
  if (first !== undefined && urgent?.severity === 'refusal') return [first];
  if (trouble === undefined && adding.length > 0) return [joinAdds(adding)];
  return first === undefined ? [] : [first];
}

/** One command for all that only have to be added. */
export function joinAdds(commands: readonly string[]): string {
  return `${ADD}${commands.map((command) => command.slice(ADD.length)).join(' ')}`;
}

const ADD = 'muster add ';

export function isAdd(command: string): boolean {
  return command.startsWith(ADD);
}

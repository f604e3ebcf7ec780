import type { ClusterStatus, NodeStatus } from '../status.ts';
import type { Finding, Severity } from '../step.ts';
import { judgeNodeStatus, nameOf } from './judge-node-status.ts';

export interface StatusVerdict extends Pick<ClusterStatus, 'findings' | 'next'> {
  readonly voters: { readonly alive: number; readonly total: number };
}

/** What a person on call should notice, worst first, and the next command. `trouble`: why no leader answers. */
export function judgeStatus(nodes: readonly NodeStatus[], trouble: string | undefined): StatusVerdict {
  const voting = nodes.filter(isVoting);
  const voters = { alive: voting.filter(({ alive }) => alive).length, total: voting.length };
  const findings = [
    ...(trouble === undefined ? judgePair(voting) : [judgeTrouble(trouble)]),
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

function judgePair(voting: readonly NodeStatus[]): readonly Finding[] {
  if (voting.length !== 2 || voting.some(({ alive }) => alive !== true)) return [];
  return [
    {
      gate: 'quorum',
      severity: 'warning',
      subject: 'cluster',
      message: `two voters, ${voting.map(nameOf).join(' and ')}: the loss of either stops the cluster; a third makes it safe`,
    },
  ];
}

/** One command for the worst that has one; nodes that only have to be added are added together. */
function chooseNext(findings: readonly Finding[], trouble: string | undefined): readonly string[] {
  const adding = findings.flatMap(({ gate, next = [] }) => (gate === 'file' ? next : [])).filter(isAdd);
  const urgent = findings.find(({ next = [] }) => next.length > 0 && !next.some(isAdd));
  const [first] = urgent?.next ?? [];
  if (first !== undefined && urgent?.severity === 'refusal') return [first];
  if (trouble === undefined && adding.length > 0)
    return [`muster add ${adding.map((command) => command.slice(ADD.length)).join(' ')}`];
  return first === undefined ? [] : [first];
}

const ADD = 'muster add ';

function isAdd(command: string): boolean {
  return command.startsWith(ADD);
}

import type { ClusterStatus } from '../status.ts';
import type { Finding } from '../step.ts';
import type { FrontendRow } from './frontend-rows.ts';
import { type OwnAnswer, judgeOwnAnswers } from './judge-own-answers.ts';
import { judgeSize } from './judge-size.ts';

/** What was read by SQL, with nothing changed. */
export interface ClusterReading {
  readonly status: ClusterStatus;
  readonly rows: readonly FrontendRow[];
  readonly own: readonly OwnAnswer[];
  /** Absent when nobody could say. */
  readonly backends?: number;
}

/** Every gate about the cluster itself that can be asked at any time. */
export function judgeCluster({ status, rows, own, backends }: ClusterReading): readonly Finding[] {
  return [...judgeMembers(status), ...judgeSize(rows, backends), ...judgeOwnAnswers(own)];
}

/** What the status complains of, and what it found in order. */
function judgeMembers({ cluster, findings, nodes, leader, voters }: ClusterStatus): readonly Finding[] {
  const ok = (gate: Finding['gate'], message: string): readonly Finding[] =>
    findings.some((finding) => finding.gate === gate) ? [] : [{ gate, severity: 'ok', subject: cluster, message }];
  const members = nodes.filter(({ inCluster }) => inCluster).length;
  return [
    ...findings,
    ...ok('quorum', `${leader} leads, ${voters?.alive} of ${voters?.total} voters are alive`),
    ...ok('dead', `${members} registered, all alive`),
    ...ok('half-joined', 'none is half-joined'),
    ...ok('serving', 'each answers on its own port'),
    ...ok('second-cluster', 'one cluster'),
    ...ok('file', 'file and cluster name the same nodes'),
  ];
}

import type { StarRocksStatus } from '../status.ts';
import type { Finding } from '../step.ts';
import type { FrontendRow } from './frontend-rows.ts';
import { type OwnAnswer, judgeOwnAnswers } from './judge-own-answers.ts';
import { judgeSize } from './judge-size.ts';

/** What was read by SQL, with nothing changed. */
export interface ClusterReading {
  readonly status: StarRocksStatus;
  readonly rows: readonly FrontendRow[];
  readonly own: readonly OwnAnswer[];
  readonly versionInFile: string;
  /** Absent when nobody could say. */
  readonly backends?: number;
}

/** Every gate about the cluster itself that can be asked at any time. */
export function judgeCluster({ status, rows, own, versionInFile, backends }: ClusterReading): readonly Finding[] {
  return [
    ...judgeMembers(status),
    ...judgeSize(rows, backends),
    ...judgeOwnAnswers(own),
    ...judgeVersionInFile(own, versionInFile),
  ];
}

/** The package of the file is what a new node gets. The product adds the commit of its build to the version. */
function judgeVersionInFile(own: readonly OwnAnswer[], inFile: string): readonly Finding[] {
  const runs = own.flatMap(({ version }) => version ?? []);
  const [first] = runs;
  if (first === undefined || runs.some((version) => version === inFile || version.startsWith(`${inFile}-`))) return [];
  return [
    {
      gate: 'versions',
      severity: 'warning',
      subject: 'file',
      message: `the frontends run ${[...new Set(runs)].join(', ')}, the cluster file says ${inFile}: that is what a new one would get`,
      next: [`version: ${first.split('-')[0]}   # in the cluster file, and the package of it`],
    },
  ];
}

/** What the status complains of, and what it found in order. */
function judgeMembers({
  cluster,
  findings,
  nodes,
  leader,
  voters,
  backends = [],
}: StarRocksStatus): readonly Finding[] {
  const ok = (gate: Finding['gate'], message: string): readonly Finding[] =>
    findings.some((finding) => finding.gate === gate) ? [] : [{ gate, severity: 'ok', subject: cluster, message }];
  const members = [...nodes, ...backends].filter(({ inCluster }) => inCluster).length;
  return [
    ...findings.map(withoutSelf),
    ...ok('quorum', `${leader} leads, ${voters?.alive} of ${voters?.total} voters are alive`),
    ...ok('dead', `${members} registered, all alive`),
    ...ok('half-joined', 'none is half-joined'),
    ...ok('serving', 'each answers on its own port'),
    ...ok('second-cluster', 'one cluster'),
    ...ok('file', 'file and cluster name the same nodes'),
    ...(backends.length === 0 ? [] : ok('backend-file', 'file and cluster name the same backends and compute nodes')),
    ...(backends.length === 0 ? [] : ok('draining', 'no backend drains')),
  ];
}

/** The status sends to the check, which is this. */
function withoutSelf({ next = [], ...finding }: Finding): Finding {
  const rest = next.filter((command) => command !== 'muster check');
  return rest.length === 0 ? finding : { ...finding, next: rest };
}

import type { GateName } from '../gates.ts';
import type { Finding } from '../step.ts';
import type { ClusterStatus, NodeStatus } from '../status.ts';

/** What a person on call should notice, worst first, and the next commands. */
export function judgeStatus(
  nodes: readonly NodeStatus[],
  trouble: string | undefined,
): Pick<ClusterStatus, 'findings' | 'next'> & { readonly voters: { readonly alive: number; readonly total: number } } {
  const voting = nodes.filter(
    ({ inCluster, role, joined, alive }) => inCluster && role === 'FOLLOWER' && (joined === true || alive === true),
  );
  const voters = { alive: voting.filter(({ alive }) => alive).length, total: voting.length };
  const findings: Finding[] = [];
  const note = (gate: GateName, severity: Finding['severity'], subject: string, message: string, ...next: string[]) =>
    findings.push({ gate, severity, subject, message, ...(next.length > 0 && { next }) });

  if (trouble !== undefined) note('quorum', 'refusal', 'cluster', `No leader that answers: ${trouble}`);
  for (const node of nodes) {
    const name = node.alias ?? node.handle;
    const statement = `ALTER SYSTEM DROP ${node.role} '${node.handle}';`;
    if (!node.inCluster) continue;
    if (node.joined === false && node.alive === false) {
      note('half-joined', 'warning', name, `${name} is registered and has never been alive`, statement);
    } else if (node.alive === false) {
      note(
        'dead',
        'warning',
        name,
        `${name} is registered and not alive${node.error === undefined ? '' : `: ${node.error}`}`,
      );
    } else if (node.serving !== undefined && node.serving !== 'yes') {
      note('serving', 'warning', name, `${name} is called alive, but does not serve on its own port`);
    }
    if (!node.inFile) note('file', 'warning', name, `${name} is in the cluster, not in the file`);
  }
  const absent = nodes.filter(({ inCluster }) => !inCluster).map(({ alias }) => alias ?? '');
  if (absent.length > 0) note('file', 'ok', absent.join(', '), `in the file, not in the cluster: ${absent.join(', ')}`);
  if (trouble === undefined && voters.total === 2) {
    note('quorum', 'warning', 'cluster', 'two voters: the loss of either stops the cluster; a third makes it safe');
  }
  const next = absent.length > 0 && trouble === undefined ? [`muster add ${absent.join(' ')}`] : [];
  return { findings, next, voters };
}

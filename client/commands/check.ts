import { applyChecks } from '../../model/apply-checks.ts';
import type { CheckReport, ReachReport } from '../../model/check.ts';
import type { ClusterSpec } from '../../model/cluster.ts';
import { isMusterError } from '../../model/error.ts';
import { mergeReach } from '../../model/merge-reach.ts';
import { withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { lookHere } from '../load-activities.ts';
import { loadCluster } from '../load-cluster.ts';
import { type OperationFlags, readOptions } from '../read-operation-flags.ts';
import { sayViaWorker } from '../say-via-worker.ts';
import { showCheck } from '../screens/check.ts';
import type { Terminal } from '../terminal.ts';

export interface CheckOptions extends Pick<OperationFlags, 'checks' | 'accept'> {
  readonly file?: string;
  readonly profile?: string;
  readonly json?: boolean;
  readonly viaWorker?: boolean;
}

/** Nobody asked for the worker by name: one that does not answer in time is told, not waited for. */
const ASK_LIMIT_MS = 30_000;

/** Everything that can be asked without changing anything: here, and whether a worker could do it. */
export async function runCheck(options: CheckOptions, terminal: Terminal): Promise<ExitCode> {
  const { json = false } = options;
  const policy = readOptions(options);
  const { cluster, notice } = await loadCluster(options.file);
  if (notice !== undefined) terminal.warn(terminal.view().style.dim(notice));
  const [report, reach] = await read(cluster, options);
  const merged = typeof reach === 'string' ? report : mergeReach(report, reach);
  const judged: CheckReport = { ...merged, findings: applyChecks(merged.findings, policy) };
  const worker = typeof reach === 'string' ? `not asked: ${reach}` : `${reach.worker} was asked as well`;
  if (json) terminal.json({ ...judged, worker: typeof reach === 'string' ? null : reach.worker });
  else terminal.print(showCheck(judged, worker, terminal.view()));
  return judged.findings.some(({ severity }) => severity === 'refusal') ? EXIT.REFUSED : EXIT.DONE;
}

/** `reach` is why no worker was asked. */
async function read(
  cluster: ClusterSpec,
  { profile, viaWorker = false }: CheckOptions,
): Promise<readonly [CheckReport, ReachReport | string]> {
  if (!viaWorker) {
    return await Promise.all([
      lookHere('check', cluster).catch(sayViaWorker('check')),
      askWorker(cluster, profile).catch((error: unknown) => whyNot(error)),
    ]);
  }
  const { lookViaWorker } = await import('../look-via-worker.ts');
  return await withLink({ profile }, (link) =>
    Promise.all([
      lookViaWorker(link, cluster.name, 'check', cluster),
      lookViaWorker(link, cluster.name, 'reach', cluster),
    ]),
  );
}

async function askWorker(cluster: ClusterSpec, profile: string | undefined): Promise<ReachReport> {
  return await withLink({ profile }, async (link) => {
    const { lookViaWorker } = await import('../look-via-worker.ts');
    return await lookViaWorker(link, cluster.name, 'reach', cluster, ASK_LIMIT_MS);
  });
}

function whyNot(error: unknown): string {
  if (!isMusterError(error)) throw error;
  return error.message;
}

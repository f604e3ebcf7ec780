import type { ClusterSpec } from '../../model/cluster.ts';
import type { ClusterStatus } from '../../model/status.ts';
import { type Link, withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { lookHere } from '../load-activities.ts';
import { loadCluster } from '../load-cluster.ts';
import { readRunning } from '../read-running.ts';
import { sayViaWorker } from '../say-via-worker.ts';
import type { StatusReading } from '../screens/status-changes.ts';
import { type RunningOperation, showStatus, viewReading } from '../screens/status.ts';
import type { Terminal } from '../terminal.ts';
import { untilInterrupted } from '../until-interrupted.ts';

export interface StatusOptions {
  readonly file?: string;
  readonly profile?: string;
  readonly json?: boolean;
  readonly viaWorker?: boolean;
  readonly watch?: boolean;
  /** Seconds. @default 5 */
  readonly interval?: number;
}

/** The cluster itself is asked; Temporal only for what runs on it, and it may be down. */
export async function runStatus(options: StatusOptions, terminal: Terminal): Promise<ExitCode> {
  const { file, json = false, watch = false, interval = 5 } = options;
  const { cluster, notice } = await loadCluster(file);
  if (notice !== undefined) terminal.warn(terminal.view().style.dim(notice));
  if (watch) {
    const { watchStatus } = await import('../watch-status.ts');
    await untilInterrupted((signal) =>
      watchStatus(() => read(cluster, options), terminal, { intervalMs: interval * 1000, json, signal }),
    );
    return EXIT.DONE;
  }
  const { status, operation } = await read(cluster, options);
  if (json) terminal.json(viewReading({ status, operation }));
  else terminal.print(showStatus(status, operation, terminal.view()));
  return EXIT.DONE;
}

async function read(cluster: ClusterSpec, { profile, viaWorker = false }: StatusOptions): Promise<StatusReading> {
  if (viaWorker) {
    const { lookViaWorker } = await import('../look-via-worker.ts');
    return await withLink({ profile }, (link) =>
      both(lookViaWorker(link, cluster.name, 'status', cluster), running(link, cluster)),
    );
  }
  return await both(
    lookHere('status', cluster).catch(sayViaWorker('status')),
    withLink({ profile }, (link) => running(link, cluster)).catch(() => 'not asked' as const),
  );
}

async function both(status: Promise<ClusterStatus>, operation: Promise<RunningOperation>): Promise<StatusReading> {
  const [read, runs] = await Promise.all([status, operation]);
  return { status: read, operation: runs };
}

async function running(link: Link, cluster: ClusterSpec): Promise<RunningOperation> {
  return await readRunning(link, cluster.name).catch(() => 'not asked' as const);
}

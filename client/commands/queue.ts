import { leaveQueue, readAdmission, wakeQueue } from '../admission.ts';
import { withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { findQueued } from '../find-queued.ts';
import { loadCluster } from '../load-cluster.ts';
import { requireKnownCluster } from '../require-known.ts';
import { showAdmission, showNoAdmission } from '../screens/queue.ts';
import type { Terminal } from '../terminal.ts';
import { whoami } from '../whoami.ts';
import type { OpsOptions } from './ops-show.ts';

/** What runs on the cluster and what waits for what. */
export async function runQueue(
  name: string | undefined,
  { file, profile, json = false }: OpsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const cluster = name ?? (await loadCluster(file)).cluster.name;
  return await withLink({ profile }, async (link) => {
    if (name !== undefined) await requireKnownCluster(link, name);
    const admission = await readAdmission(link, cluster);
    if (json) terminal.json(admission ?? { cluster, running: [], queue: [] });
    else if (admission === undefined) terminal.print(showNoAdmission(cluster, terminal.view()));
    else terminal.print(showAdmission(admission, terminal.view()));
    return EXIT.DONE;
  });
}

/** Where the foreman was ended: another one takes up what waits. */
export async function runQueueWake(
  name: string | undefined,
  { file, profile, json = false }: OpsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const cluster = name ?? (await loadCluster(file)).cluster.name;
  return await withLink({ profile }, async (link) => {
    if (name !== undefined) await requireKnownCluster(link, name);
    await wakeQueue(link, cluster, whoami());
    if (json) terminal.json({ cluster, woken: true });
    else
      terminal.print([
        `the foreman of ${cluster} is awake; what waits begins in its turn`,
        `next: muster queue ${cluster}`,
      ]);
    return EXIT.DONE;
  });
}

export interface QueueLeaveOptions extends OpsOptions {
  readonly why?: string;
}

export async function runQueueLeave(
  name: string,
  { profile, json = false, why }: QueueLeaveOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return await withLink({ profile }, async (link) => {
    const { cluster, entry } = await findQueued(link, name);
    const admission = await leaveQueue(link, cluster, {
      id: entry.id,
      by: whoami(),
      ...(why !== undefined && { why }),
    });
    const view = terminal.view();
    if (json) terminal.json(admission);
    else
      terminal.print([
        `${view.style.green('✓')} operation ${entry.id} (${entry.what}) has left the queue; nothing of it was done`,
        '',
        ...showAdmission(admission, view),
      ]);
    return EXIT.DONE;
  });
}

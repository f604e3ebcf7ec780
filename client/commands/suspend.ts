import { MusterError } from '../../model/error.ts';
import type { Suspension } from '../../model/foreman.ts';
import { readUntil } from '../../model/read-until.ts';
import { readZone } from '../../model/schedule/read-zone.ts';
import { suspendCluster, unsuspendCluster } from '../admission.ts';
import { withLink } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { loadCluster } from '../load-cluster.ts';
import { requireKnownCluster } from '../require-known.ts';
import { showAdmission } from '../screens/queue.ts';
import type { Terminal } from '../terminal.ts';
import { whoami } from '../whoami.ts';
import type { OpsOptions } from './ops-show.ts';

export interface SuspendOptions extends OpsOptions {
  readonly until: string;
  readonly reason: string;
  /** @default 'leave' */
  readonly running?: string;
  /** @default that of this machine */
  readonly timezone?: string;
}

/** Nothing new begins on the cluster until then; it opens by itself. */
export async function runSuspend(
  name: string | undefined,
  { file, profile, json = false, until, reason, running = 'leave', timezone }: SuspendOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (running !== 'leave' && running !== 'pause')
    throw new MusterError('BAD_INPUT', `--running is ${JSON.stringify(running)}, expected leave or pause`);
  const now = Date.now();
  const zone = timezone === undefined ? new Intl.DateTimeFormat().resolvedOptions().timeZone : readZone(timezone);
  const suspension: Suspension = {
    by: whoami(),
    reason: requireReason(reason),
    since: new Date(now).toISOString(),
    until: new Date(readUntil(until, zone, now)).toISOString(),
    running,
  };
  const cluster = name ?? (await loadCluster(file)).cluster.name;
  return await withLink({ profile }, async (link) => {
    if (name !== undefined) await requireKnownCluster(link, name);
    const admission = await suspendCluster(link, cluster, suspension);
    if (json) terminal.json(admission);
    else terminal.print(showAdmission(admission, terminal.view()));
    return EXIT.DONE;
  });
}

export interface UnsuspendOptions extends OpsOptions {
  readonly reason: string;
}

export async function runUnsuspend(
  name: string | undefined,
  { file, profile, json = false, reason }: UnsuspendOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const why = requireReason(reason);
  const cluster = name ?? (await loadCluster(file)).cluster.name;
  return await withLink({ profile }, async (link) => {
    if (name !== undefined) await requireKnownCluster(link, name);
    const admission = await unsuspendCluster(link, cluster, { by: whoami(), why });
    const view = terminal.view();
    if (json) terminal.json(admission);
    else
      terminal.print([
        `${view.style.green('✓')} operations on ${cluster} may begin`,
        ...showAdmission(admission, view),
      ]);
    return EXIT.DONE;
  });
}

function requireReason(reason: string): string {
  if (reason.trim() !== '') return reason.trim();
  throw new MusterError('BAD_INPUT', '--reason is empty: it is recorded, and told to whoever is refused');
}

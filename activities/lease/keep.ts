import type { ClusterSpec } from '../../model/cluster.ts';
import { isMusterError, MusterError } from '../../model/error.ts';
import { isOf } from '../../model/lease/change-lease.ts';
import { describeLease } from '../../model/lease/describe-lease.ts';
import type { Lease } from '../../model/lease/lease.ts';
import { activityInstallation, activitySignal } from '../context.ts';
import type { Tools } from '../tools.ts';
import { listLeaseFiles, readLeaseFile } from './lease-files.ts';

type Perform = (input: never, ...more: never[]) => Promise<unknown>;

/** A host that hangs must not hold up each change; the next one says the same. */
const LOOK_LIMIT_MS = 3_000;

/** The rescue of a lost joiner goes straight to the leader: the seconds of a look may be those that it has left. */
const AT_ONCE = ['starrocks.frontends.dropLost.perform'];

/** Every change looks first whether the cluster has been taken over meanwhile; nothing in history tells of it. */
export function keepLeases(
  tools: Tools,
  activities: Readonly<Record<string, Perform>>,
): Readonly<Record<string, Perform>> {
  return Object.fromEntries(
    Object.entries(activities).map(([name, perform]) => {
      if (!name.endsWith('.perform') || AT_ONCE.includes(name)) return [name, perform];
      const kept: Perform = async (input, ...more) => {
        await requireLease(tools, (input as { readonly cluster: ClusterSpec }).cluster);
        return await perform(input, ...more);
      };
      return [name, kept];
    }),
  );
}

/**
 * Refuses when another installation has the lease and we have it nowhere. A host that was down when somebody took over still
 * has the old one, so one of ours is enough; and none at all is no reason to stop: an operation that began before there were
 * leases has none.
 */
export async function requireLease(tools: Tools, cluster: ClusterSpec): Promise<void> {
  const installation = await activityInstallation();
  if (installation === undefined) return;
  let other: { readonly lease: Lease | 'unreadable'; readonly where: string } | undefined;
  for (const file of listLeaseFiles(cluster)) {
    const signal = AbortSignal.any([activitySignal(), AbortSignal.timeout(LOOK_LIMIT_MS)]);
    const found = await readLeaseFile(tools, file, signal).catch((error: unknown) => {
      activitySignal().throwIfAborted();
      if (isMusterError(error) || signal.aborted) return undefined;
      throw error;
    });
    if (found === undefined || found === 'no home') continue;
    if (isOf(found, installation)) return;
    other ??= { lease: found, where: `${file.path} on ${file.node.alias}` };
  }
  if (other !== undefined) throw lost(cluster, other.lease, other.where);
}

function lost({ name }: ClusterSpec, lease: Lease | 'unreadable', where: string): MusterError {
  const why =
    lease === 'unreadable' ? undefined : lease.operations.find(({ takeOver }) => takeOver !== undefined)?.takeOver;
  const said = why === undefined ? '' : ` (${why})`;
  return new MusterError('LEASE_LOST', `${name} has been taken over by ${describeLease(lease)}${said}, says ${where}`, {
    hint: "muster ops abandon --why 'taken over'\nmuster ops retry   # when that one has ended",
  });
}

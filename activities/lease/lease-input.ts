import type { ClusterSpec } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import type { Claim } from '../../model/lease/change-lease.ts';
import { type Installation, toLine } from '../../model/lease/lease.ts';
import { activityInstallation, activityOwner, activityWorkflow } from '../context.ts';

export interface LeaseInput {
  readonly cluster: ClusterSpec;
  /** Id of the request. */
  readonly operation: string;
  /** `add fe-2` */
  readonly what: string;
  readonly by: string;
  /** Aliases of nodes on whose hosts nothing is done. */
  readonly lost: readonly string[];
  /** Why the lease of another installation is taken over. @default it is respected */
  readonly takeOver?: string;
}

export async function makeClaim(input: LeaseInput, since: string): Promise<Claim> {
  const { cluster, operation, what, by, takeOver } = input;
  return {
    cluster: cluster.name,
    installation: await requireInstallation(),
    entry: {
      operation,
      what: toLine(what, 1000),
      by: toLine(by, 300),
      since,
      workflow: activityWorkflow(),
      run: activityOwner(),
      ...(takeOver !== undefined && { takeOver: toLine(takeOver, 1000) }),
    },
  };
}

export async function requireInstallation(): Promise<Installation> {
  const installation = await activityInstallation();
  if (installation === undefined) throw new MusterError('INTERNAL', 'Only an operation leaves a lease');
  return installation;
}

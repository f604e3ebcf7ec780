import type { ClusterSpec } from '../../model/cluster.ts';
import { isMusterError, MusterError } from '../../model/error.ts';
import { isOf, releaseLease } from '../../model/lease/change-lease.ts';
import { describeLease } from '../../model/lease/describe-lease.ts';
import { RELEASE_TRIES } from '../../model/lease/lease-steps.ts';
import { type FoundLease, type Installation, writeLease } from '../../model/lease/lease.ts';
import type { Action, ChangeResult, Evidence } from '../../model/step.ts';
import { activityAttempt, activitySignal } from '../context.ts';
import { type Swapped, readSwapped, swapFile } from '../files/swap-file.ts';
import type { Tools } from '../tools.ts';
import { type LeaseFile, listLeaseFiles, parsePresent } from './lease-files.ts';
import { requireInstallation } from './lease-input.ts';

export interface ReleaseInput {
  readonly cluster: ClusterSpec;
  readonly operation: string;
  /** Aliases of nodes on whose hosts it may lie. @default it is not known: all of them */
  readonly on?: readonly string[];
  readonly lost: readonly string[];
}

const LOOKS = 8;

/** Takes the operation out of the lease, and the lease away with the last one. That of another installation stays. */
export async function release(tools: Tools, input: ReleaseInput): Promise<ChangeResult> {
  const { cluster, operation, on, lost } = input;
  const installation = await requireInstallation();
  const files = listLeaseFiles(cluster, lost).filter(({ node }) => on === undefined || on.includes(node.alias));
  const evidence = await Promise.all(
    files.map(async (file) => {
      try {
        return await releaseAt(tools, file, installation, operation);
      } catch (error) {
        if (!isMusterError(error)) throw error;
        if (activityAttempt() < RELEASE_TRIES)
          throw new MusterError(error.code, error.message, { kind: 'transient', cause: error });
        const { node, path } = file;
        return stamp({ kind: 'nothing', on: node.alias, because: `${path} may lie there still: ${error.message}` }, '');
      }
    }),
  );
  return { evidence: evidence.filter((item) => item !== undefined) };
}

async function releaseAt(
  tools: Tools,
  { node, path }: LeaseFile,
  installation: Installation,
  operation: string,
): Promise<Evidence | undefined> {
  const on = node.alias;
  const signal = activitySignal();
  let seen: Swapped = await readSwapped(tools.ssh, node.ssh, path, signal);
  for (let looks = 0; looks < LOOKS; looks += 1) {
    if (seen.kind !== 'differs') return undefined;
    const found = parsePresent(seen.present);
    const left = releaseLease(found, installation, operation);
    if (left === 'keep') return tellKept(on, found, installation);
    const content = left === 'remove' ? undefined : writeLease(left);
    seen = await swapFile(tools.ssh, node.ssh, { path, expected: seen.present?.digest, content, signal });
    if (seen.kind === 'swapped') {
      const diff = [`- operation ${operation}`];
      return stamp({ kind: 'file', on, path, diff }, content === undefined ? 'taken away' : 'written, others hold it');
    }
  }
  throw new MusterError('COMMAND_FAILED', `${path} on ${on} is changed by others all the time`, { kind: 'transient' });
}

function tellKept(on: string, found: FoundLease, installation: Installation): Evidence | undefined {
  if (found === undefined || isOf(found, installation)) return undefined;
  return stamp({ kind: 'nothing', on, because: `the lease there is that of ${describeLease(found)}` }, '');
}

function stamp(action: Action, answer: string): Evidence {
  return { action, answer, at: new Date().toISOString() };
}

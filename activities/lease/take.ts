import { isMusterError, MusterError } from '../../model/error.ts';
import { type Claim, type Taking, isOf, takeLease } from '../../model/lease/change-lease.ts';
import { describeEntry, describeLease, hintAtHolder } from '../../model/lease/describe-lease.ts';
import { type FoundLease, type Lease, writeLease } from '../../model/lease/lease.ts';
import type { Action, ChangePlan, ChangeResult, Evidence } from '../../model/step.ts';
import { activityAttempt, activitySignal, hasEnded, reportNote } from '../context.ts';
import { swapFile } from '../files/swap-file.ts';
import type { Tools } from '../tools.ts';
import { type LeaseFile, isOutOfReach, listLeaseFiles, parsePresent, readLeaseFile } from './lease-files.ts';
import { type LeaseInput, makeClaim } from './lease-input.ts';

/** How often a lease that others change at the same moment is looked at anew. */
const LOOKS = 8;
/** Tries after which a host that answers, but does not do it, is passed over. */
const PATIENCE = 3;

/**
 * Leaves the lease on the hosts, one after the other. Gives the aliases of those where it may lie now: those that were out of
 * reach from the first try on have none, and the operation does not wait for them at its end either.
 */
export const take = {
  async plan(tools: Tools, input: LeaseInput): Promise<ChangePlan> {
    const claim = await makeClaim(input, new Date().toISOString());
    const seen = await Promise.all(listLeaseFiles(input.cluster, input.lost).map((file) => look(tools, file, claim)));
    const leased = seen.find(({ taking }) => taking?.kind === 'leased');
    if (leased?.taking?.kind === 'leased') throw refuseLeased(input, leased.file, leased.taking.by);
    const actions = seen.flatMap(({ file, taking }) => (taking === undefined ? [] : [toAction(file, taking, claim)]));
    return { actions, later: actions.length === 0 ? [NOWHERE] : ['it is taken away at every end of the operation'] };
  },

  async perform(tools: Tools, input: LeaseInput): Promise<ChangeResult> {
    const claim = await makeClaim(input, new Date().toISOString());
    const evidence: Evidence[] = [];
    const lies: string[] = [];
    const passed: { readonly file: LeaseFile; readonly because: string }[] = [];
    let homeless = 0;
    for (const file of listLeaseFiles(input.cluster, input.lost)) {
      const { alias } = file.node;
      reportNote(`leaving the lease on ${alias}`);
      try {
        const taking = await takeAt(tools, file, claim);
        if (taking === undefined) homeless += 1;
        else if (taking.kind === 'leased') throw refuseLeased(input, file, taking.by);
        else {
          lies.push(alias);
          evidence.push(stamp(toAction(file, taking, claim), tell(taking, claim)));
        }
      } catch (error) {
        if (!isMusterError(error) || error.code === 'CLUSTER_LEASED') throw error;
        // What broke off may have happened: it is done again, which changes nothing, before the host is passed over.
        if (!isOutOfReach(error) && activityAttempt() < PATIENCE) throw asTransient(error);
        // Nor does one say that is out of reach now whether the try before wrote it there.
        if (!isOutOfReach(error) || activityAttempt() > 1) lies.push(alias);
        passed.push({ file, because: error.message });
      }
    }
    if (evidence.length === 0 && passed.length > 0 && input.takeOver === undefined) throw nowhereLeft(input, passed);
    if (evidence.length === 0)
      evidence.push(stamp({ kind: 'nothing', on: input.cluster.name, because: NOWHERE }, NOWHERE));
    for (const { file, because } of passed)
      evidence.push(stamp({ kind: 'nothing', on: file.node.alias, because: `passed over: ${because}` }, because));
    return { evidence, value: lies };
  },
};

const NOWHERE = 'nothing of a cluster is on any host yet, so there is no place for a lease';

interface Seen {
  readonly file: LeaseFile;
  /** Nothing where there is no home, or nobody to ask. */
  readonly taking?: Taking;
}

async function look(tools: Tools, file: LeaseFile, claim: Claim): Promise<Seen> {
  try {
    const found = await readLeaseFile(tools, file, activitySignal());
    return found === 'no home' ? { file } : { file, taking: await judge(found, claim) };
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return { file };
  }
}

/** Nothing where the product is not installed. */
async function takeAt(tools: Tools, { node, path }: LeaseFile, claim: Claim): Promise<Taking | undefined> {
  let digest: string | undefined;
  let found: FoundLease;
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const taking = await judge(found, claim);
    if (taking.kind !== 'write') return taking;
    const content = writeLease(taking.lease);
    const swapped = await swapFile(tools.ssh, node.ssh, { path, expected: digest, content, signal: activitySignal() });
    if (swapped.kind === 'no directory') return undefined;
    if (swapped.kind === 'swapped') return taking;
    digest = swapped.present?.digest;
    found = parsePresent(swapped.present);
  }
  throw new MusterError('COMMAND_FAILED', `${path} on ${node.alias} is changed by others all the time`, {
    kind: 'transient',
  });
}

/** What this installation left when a workflow of it was terminated is known by its own Temporal to be over. */
async function judge(found: FoundLease, claim: Claim): Promise<Taking> {
  const own = isOf(found, claim.installation) ? found.operations : [];
  const others = own.filter(({ operation }) => operation !== claim.entry.operation);
  const asked = await Promise.all(others.map(async (entry) => ((await hasEnded(entry)) ? [entry.operation] : [])));
  return takeLease(found, claim, asked.flat());
}

function toAction({ node, path }: LeaseFile, taking: Taking, { entry }: Claim): Action {
  const on = node.alias;
  if (taking.kind !== 'write') return { kind: 'nothing', on, because: `the lease lies in ${path} already` };
  const diff = [
    ...(taking.over === undefined ? [] : [`- ${describeLease(taking.over)}`]),
    ...(taking.left ?? []).map((left) => `- ${describeEntry(left)}, which has ended and left it here`),
    `+ ${entry.what}, by ${entry.by}`,
  ];
  return { kind: 'file', on, path, diff };
}

function tell(taking: Taking, { entry }: Claim): string {
  if (taking.kind !== 'write') return 'there already';
  return taking.over === undefined ? 'written' : `taken over from ${describeLease(taking.over)} (${entry.takeOver})`;
}

function stamp(action: Action, answer: string): Evidence {
  return { action, answer, at: new Date().toISOString() };
}

function refuseLeased({ cluster }: LeaseInput, { node, path }: LeaseFile, by: Lease | 'unreadable'): MusterError {
  return new MusterError(
    'CLUSTER_LEASED',
    `${cluster.name} is held by another installation, ${describeLease(by)}, says ${path} on ${node.alias}`,
    { hint: hintAtHolder(by, path, node.host) },
  );
}

function nowhereLeft(
  { cluster }: LeaseInput,
  passed: readonly { readonly file: LeaseFile; readonly because: string }[],
): MusterError {
  const why = passed.map(({ file, because }) => `${file.node.alias}: ${because}`).join('; ');
  return new MusterError('LEASE_UNWRITTEN', `The lease can be left on no host of ${cluster.name}: ${why}`, {
    kind: activityAttempt() < PATIENCE ? 'transient' : 'refused',
    hint: "muster check\n--take-over --reason '<why>'   # with the same command: goes on without a lease",
  });
}

function asTransient(error: MusterError): MusterError {
  const { code, message, hint, kind } = error;
  if (kind !== 'refused') return error;
  return new MusterError(code, message, { kind: 'transient', ...(hint !== undefined && { hint }), cause: error });
}

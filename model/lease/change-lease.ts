import type { FoundLease, Installation, Lease, LeaseEntry } from './lease.ts';

export interface Claim {
  readonly cluster: string;
  readonly installation: Installation;
  readonly entry: LeaseEntry;
}

/** What an operation does with what it finds where its own lease is to lie. */
export type Taking =
  | { readonly kind: 'held already' }
  | { readonly kind: 'leased'; readonly by: Lease | 'unreadable' }
  /** `over`: the lease of another installation, which is no more after it. `left`: what those of our own have left that have ended. */
  | {
      readonly kind: 'write';
      readonly lease: Lease;
      readonly over?: Lease | 'unreadable';
      readonly left?: readonly LeaseEntry[];
    };

/**
 * `ended` are operations of this installation of which it knows that they are over: what a terminated workflow has left.
 * That of another installation is only overridden by a person, and never known to be over.
 */
export function takeLease(found: FoundLease, claim: Claim, ended: readonly string[] = []): Taking {
  const { cluster, installation, entry } = claim;
  const fresh = { cluster, installation, operations: [entry] };
  if (found === undefined) return { kind: 'write', lease: fresh };
  if (isOf(found, installation)) {
    if (found.operations.some(({ operation }) => operation === entry.operation)) return { kind: 'held already' };
    const others = found.operations.filter(({ operation }) => !ended.includes(operation));
    const left = found.operations.filter(({ operation }) => ended.includes(operation));
    const lease = { ...fresh, operations: [...others, entry] };
    return { kind: 'write', lease, ...(left.length > 0 && { left }) };
  }
  if (entry.takeOver === undefined) return { kind: 'leased', by: found };
  return { kind: 'write', lease: fresh, over: found };
}

/** The lease without the operation; `remove` when it says nothing any more, `keep` when nothing of it is ours. */
export function releaseLease(
  found: FoundLease,
  installation: Installation,
  operation: string,
): Lease | 'remove' | 'keep' {
  if (found === undefined || !isOf(found, installation)) return 'keep';
  const operations = found.operations.filter((entry) => entry.operation !== operation);
  if (operations.length === found.operations.length) return 'keep';
  return operations.length === 0 ? 'remove' : { ...found, operations };
}

export function isOf(found: FoundLease, { id }: Pick<Installation, 'id'>): found is Lease {
  return found !== undefined && found !== 'unreadable' && found.installation.id === id;
}

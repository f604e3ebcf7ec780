import type { Lease, LeaseEntry } from './lease.ts';

/** `root@laptop (muster at 127.0.0.1:7233): operation 7d32a077 (add fe-2, by root@laptop) since 2026-11-29 14:18 UTC` */
export function describeLease(lease: Lease | 'unreadable'): string {
  if (lease === 'unreadable') return 'somebody whose lease cannot be read';
  const [first, ...others] = lease.operations as [LeaseEntry, ...LeaseEntry[]];
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  return `${lease.installation.name}: ${describeEntry(first)}${more}`;
}

export function describeEntry({ operation, what, by, since }: LeaseEntry): string {
  return `operation ${operation} (${what}, by ${by}) since ${formatUtc(since)}`;
}

/** Where the holder can be looked at: with its own muster, because ours does not know it. */
export function hintAtHolder(lease: Lease | 'unreadable', path: string, host: string): string {
  const override = "--take-over --reason '<why>'   # with the same command, when that one is gone for good";
  if (lease === 'unreadable') return `cat ${path}   # on ${host}\n${override}`;
  const [first] = lease.operations as [LeaseEntry];
  return `muster ops show ${first.operation}   # with the muster of ${lease.installation.name}\n${override}`;
}

function formatUtc(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}

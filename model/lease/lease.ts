import { z } from 'zod';

/** One line as a person reads it: nothing that a terminal acts on. */
const line = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u);

const installation = z.strictObject({
  /** UUID of the namespace that its operations are in. */
  id: z.uuid(),
  /** Who it is, in words: `root@laptop (muster at 127.0.0.1:7233)`. */
  name: line(300),
});

const entry = z.strictObject({
  operation: line(64),
  /** `add fe-2` */
  what: line(1000),
  by: line(300),
  since: z.iso.datetime(),
  /** Where it can be asked for in its own Temporal. */
  workflow: line(300),
  run: z.uuid(),
  /** Why the lease of another installation was taken over, where it was. */
  takeOver: line(1000).optional(),
});

const lease = z.strictObject({
  cluster: line(200),
  installation,
  /** Those that hold the cluster side by side; which ones may is decided inside of the installation. */
  operations: z.array(entry).min(1).max(200),
});

/** Whose operations change the cluster: one Temporal namespace and the workers on it. */
export type Installation = Readonly<z.infer<typeof installation>>;
export type LeaseEntry = Readonly<z.infer<typeof entry>>;
/**
 * What lies on the hosts of a cluster for as long as an operation changes it. Inside of an installation Temporal is the lock;
 * two installations know nothing of each other but this.
 */
export type Lease = Readonly<z.infer<typeof lease>>;

/** The lease of a file; nothing when there is no file, `unreadable` when it holds something else. */
export type FoundLease = Lease | 'unreadable' | undefined;

export function parseLease(text: string): Lease | 'unreadable' {
  try {
    return lease.safeParse(JSON.parse(text)).data ?? 'unreadable';
  } catch {
    return 'unreadable';
  }
}

export function writeLease(content: Lease): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** Text of somebody that becomes part of the file: one line, not longer than what is read again. */
export function toLine(text: string, longest: number): string {
  const flat = text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, longest);
  return flat === '' ? '-' : flat;
}

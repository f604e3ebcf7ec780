import type { GateName } from '../../gates.ts';
import type { Finding } from '../../step.ts';
import type { UnitState } from '../../unit-state.ts';
import type { MetaSpec } from '../cluster-spec.ts';

/** The unit as systemd knows it. */
export interface UnitReading extends UnitState {
  /** The command that it starts, as systemd shows it; empty when there is none. */
  readonly exec: string;
}

/** A port of the node that something listens on. */
export interface TakenPort {
  readonly port: number;
  /** Where that is known: only root sees the processes of others. */
  readonly owner?: { readonly name: string; readonly pid: number };
}

/**
 * What is at a path, and whether the service's user could write there: `unknown` where we are neither that user nor root.
 */
export interface DirectoryReading {
  readonly is: 'missing' | 'empty' | 'full' | 'unreadable' | 'no directory';
  /** The path itself, or what of it is there already. */
  readonly nearest: string;
  readonly writable: 'yes' | 'no' | 'unknown';
}

/** What the host of a meta node says of itself. */
export interface MetaHostReading {
  /** Of the IPv4 interfaces, and what the name of the node resolves to there. */
  readonly addresses: readonly string[];
  readonly resolved: readonly string[];
  /** First line of `--version`; absent where the program is not there or does not run. */
  readonly meta?: string;
  readonly metactl?: string;
  /** Whether a program is at that place at all. */
  readonly installed: boolean;
  readonly userThere: boolean;
  /** Absent where there is no systemd. */
  readonly unit?: UnitReading;
  /** Of every process of databend-meta on the host. */
  readonly processes: readonly number[];
  readonly taken: readonly TakenPort[];
  readonly raftDir: DirectoryReading;
  readonly exports: DirectoryReading;
  /** The raft directory that the present TOML file names, where that is another one than the node's and holds data. */
  readonly otherRaftDir?: string;
  /** Of the file system of the raft directory. */
  readonly freeKib?: number;
}

/** One finding about this node. */
export function say(
  node: Pick<MetaSpec, 'alias'>,
  gate: GateName,
  severity: Finding['severity'],
  message: string,
  ...next: readonly string[]
): Finding {
  return { gate, severity, subject: node.alias, message, ...(next.length > 0 && { next }) };
}

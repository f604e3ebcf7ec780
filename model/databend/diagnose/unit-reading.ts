import type { UnitState } from '../../unit-state.ts';

/** What a host was asked about a service. All lines are without secrets. */
export interface UnitReading {
  /** Absent: it could not be asked. */
  readonly unit?: UnitState;
  /** What the process and systemd have said since the last start, the latest last. */
  readonly journal: readonly string[];
  /** Warnings and errors of the product's own log file since then, the latest last. */
  readonly log: readonly string[];
  /** Keys that its file has and the product does not take, each with why and with its line, in the order of the file. */
  readonly ignored?: readonly { readonly key: string; readonly why: string; readonly line?: string }[];
  /** Its health passes and its status does not come. */
  readonly hung?: boolean;
  /** Who else says that it leads, the highest term first; of a node that is asked with the others. */
  readonly claims?: readonly { readonly name: string; readonly term: number }[];
}

/** What is known of the node beside that. */
export interface UnitQuestion {
  /** Alias. */
  readonly node: string;
  readonly role: 'meta' | 'query';
  /** Of the raft group. */
  readonly id?: number;
  readonly unit: string;
  readonly user: string;
  readonly file: string;
  /** Directories that are its own. */
  readonly dirs: readonly string[];
  /** How a person comes to its host: `ssh …`. */
  readonly ssh: string;
}

/** Lines since the last start: what an earlier process had to say is of that one. */
export function sinceStart(journal: readonly string[], unit: string): readonly string[] {
  const named = journal.findLastIndex((line) => line.startsWith('Started ') && line.includes(unit));
  // systemd before 250 writes the description instead of the name.
  const begin = named >= 0 ? named : journal.findLastIndex((line) => /^Started [A-Z].*\.$/.test(line));
  return journal.slice(begin + 1);
}

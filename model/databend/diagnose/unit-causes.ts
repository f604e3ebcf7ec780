/** Every known reason why a Databend service does not run, or runs and does not serve; in the order of `docs/stalls/databend.md`. */
export const UNIT_CAUSES = {
  'no-unit': 'systemd does not know the unit',
  program: 'systemd cannot run the program',
  permission: 'the user of the unit may not read or write something',
  'no-config': 'there is no configuration file',
  'bad-config': 'the configuration file is no TOML',
  'single-and-join': 'both or neither of `single` and `join` are set',
  'itself-in-join': 'the join list holds the node itself',
  'ignored-keys': 'keys of the configuration file have no effect',
  'port-in-use': 'another process has a port',
  'raft-dir-locked': 'another process has the raft directory',
  store: 'the raft directory cannot be opened',
  'dead-join-list': 'every address of the join list is dead',
  'join-without-leader': 'the members of the join list know no leader',
  'change-in-progress': 'another change of the membership is under way',
  'not-reached': 'it was taken in, and the leader does not reach it',
  removed: 'it was taken out of the cluster',
  'no-majority': 'too few voters run to elect a leader',
  waiting: 'it waits for a leader',
  connection: 'it does not reach another member',
  blocked: 'a write that cannot commit blocks its answers',
  'two-leaders': 'two nodes say that they lead',
  'meta-unreachable': 'no endpoint of its list answers',
  reloaded: 'a reload has ended it',
  killed: 'it was killed',
  stopped: 'it was stopped',
  unknown: 'no cause that is known here',
} as const satisfies Readonly<Record<string, string>>;

export type UnitCause = keyof typeof UNIT_CAUSES;

/** Why a service is not as it should be, as far as it can be known. */
export interface UnitDiagnosis {
  readonly cause: UnitCause;
  /** One line. */
  readonly message: string;
  /** The very line that says it, of the journal, of the log file or of the configuration. */
  readonly line?: string;
  /** Whether it passes by itself. */
  readonly lasting: 'temporary' | 'permanent';
  /** What to do next: commands that can be pasted. */
  readonly next: readonly string[];
}

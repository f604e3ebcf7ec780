/** Every known reason why a drain stands still. Each has a page in `docs/stalls/`. */
export const CAUSES = {
  'few-hosts': 'there are too few hosts for the replicas of a table',
  'same-host': 'backends of one host were counted as different ones',
  'no-space': 'no disk that could take the tablets has room',
  colocate: 'a colocation group has no spare host',
  'bad-source': 'the only copy of a tablet cannot be read',
  'large-tablet': 'a tablet is too large to be copied in the time that a copy may take',
  transaction: 'a transaction that has not ended holds a replica',
  'recycle-bin': 'what is left is in the recycle bin',
  'scheduler-off': 'the scheduler of tablets is switched off',
  throttled: 'the scheduler of tablets is throttled',
  'targets-dead': 'backends that should take the tablets are dead',
  'knobs-lost': 'a switch that the drain needs has another value again',
  settling: 'nothing is wrong: the product waits before it moves tablets',
  unknown: 'no cause that is known here',
} as const satisfies Readonly<Record<string, string>>;

export type Cause = keyof typeof CAUSES;

/** Why nothing moves, as far as it can be known. */
export interface Diagnosis {
  readonly cause: Cause;
  /** One line. */
  readonly message: string;
  /** One object that shows it: table, partition, tablet. */
  readonly example?: string;
  /** Whether it passes by itself. */
  readonly lasting: 'temporary' | 'permanent';
  /** What to do next: commands or statements that can be pasted. */
  readonly next: readonly string[];
}

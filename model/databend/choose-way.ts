/** What is known of a Query node when the list in its file was changed. */
export interface QueryFacts {
  /** Seconds between two looks of its own at who the members are; 0: it never looks. */
  readonly autoSyncInterval: number;
  /** Whether its process runs. */
  readonly runs: boolean;
  /** In seconds since 1970, by the clock of its host. */
  readonly startedAt?: number;
  readonly fileChangedAt?: number;
}

/**
 * How a Query node comes to know its new list: `restart` its file is all that it ever reads, and it was started before the file
 * was changed · `follows` it reads the members by itself · `fresh` it was started after that · `down` it reads it when it starts.
 */
export type QueryWay = 'restart' | 'follows' | 'fresh' | 'down';

export function chooseWay({ autoSyncInterval, runs, startedAt, fileChangedAt }: QueryFacts): QueryWay {
  if (!runs) return 'down';
  if (autoSyncInterval > 0) return 'follows';
  // In the same second either may have been first, and `ps` rounds an age down: a start looks up to a second later than it was. A
  // restart too many is harmless.
  if (startedAt !== undefined && fileChangedAt !== undefined && startedAt > fileChangedAt + 1) return 'fresh';
  return 'restart';
}

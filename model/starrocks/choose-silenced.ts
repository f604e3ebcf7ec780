/** What is known of a follower of the cluster file when nobody names a leader. */
export interface SilenceReading {
  readonly alias: string;
  /** It answers a statement that needs no quorum. */
  readonly answers: boolean;
  /** It answers with its list of frontends. */
  readonly lists: boolean;
  /** Its host says that its meta directory is empty: it is no member. */
  readonly metaEmpty: boolean;
}

/**
 * Which frontend leads a pair whose other half is dead, when `others` are all followers of the file but the dead one. Its
 * list of frontends hangs for 10 s, while a follower that lost its leader lists them at once (both recorded on 3.5.7). So the
 * one that answers and does not list leads, and there is nobody else who could vote.
 */
export function chooseSilenced(others: readonly SilenceReading[]): string | undefined {
  const answering = others.filter(({ answers }) => answers);
  const [silent] = answering;
  if (silent === undefined || answering.length > 1 || silent.lists) return undefined;
  return others.every((one) => one === silent || one.metaEmpty) ? silent.alias : undefined;
}

export interface DeadHalf {
  readonly leader: string;
  readonly dead: string;
}

/** The pair whose leader has fallen silent, among all followers of the file. */
export function nameDeadHalf(followers: readonly SilenceReading[]): DeadHalf | undefined {
  const missing = followers.filter(({ answers, metaEmpty }) => !answers && !metaEmpty);
  const [dead] = missing;
  if (dead === undefined || missing.length > 1) return undefined;
  const leader = chooseSilenced(followers.filter((one) => one !== dead));
  return leader === undefined ? undefined : { leader, dead: dead.alias };
}

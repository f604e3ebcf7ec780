/** A workflow whose next task fails at each try: a worker runs, and it does not go on. */
export interface Stuck {
  readonly tries: number;
  /** ISO time of the first of them. */
  readonly since: string;
  /** One line, of the first of them. */
  readonly cause: string;
}

/**
 * The server tries again at once after the first, of which it hears; the second ends by its time, which is 10 s and more. So whoever
 * finds the second under way, and nothing done since the first, looks at one that stands still, or at the moment between the two.
 */
export const STUCK_TRIES = 2;

export function describeStuck({ tries, since, cause }: Stuck): string {
  return `each try of its next task fails (${tries} since ${since}): ${cause}`;
}

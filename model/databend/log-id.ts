/** Where in the log an entry is: the leader that wrote it, and its place. */
export interface LogId {
  readonly term: number;
  readonly leader: number;
  readonly index: number;
}

/** As the product prints it: `T64-N2.1128`. */
export function formatLogId({ term, leader, index }: LogId): string {
  return `T${term}-N${leader}.${index}`;
}

/** What the leader writes into fe.log every 10 s of a backend that drains. */
export interface UndrainedLine {
  readonly backendId: string;
  readonly left: number;
  /** At most 20. */
  readonly tablets: readonly string[];
}

/** The latest line of each backend; a rotated log has none for up to 10 s (text as read in SystemHandler of 3.5). */
export function parseUndrainedLines(log: string): readonly UndrainedLine[] {
  const found = new Map<string, UndrainedLine>();
  const pattern =
    /backend (\d{1,20}) lefts (\d{1,12}) replicas to decommission\(show up to 20\):? ?\[([\d, ]{0,600})\]/g;
  for (const [, backendId = '', left, list = ''] of log.matchAll(pattern))
    found.set(backendId, { backendId, left: Number(left), tablets: list.match(/\d+/g) ?? [] });
  return [...found.values()];
}

/** So often at once; afterwards each has to wait. One costs about six events of history. */
const AT_ONCE = 8;
const GAP_MS = 12 * 3_600_000;

/** Whether news may end the epoch: otherwise it stays in the heartbeat, where every screen finds it, until the epoch is over. */
export function mayTell(told: number, epochMs: number, pace: number): boolean {
  return told < AT_ONCE || epochMs >= GAP_MS * pace;
}

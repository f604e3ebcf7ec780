/**
 * So often at once; what comes later is told when its epoch is over. A drain of a week has seven epochs, each told with about
 * six events, and all the steps around it take some hundred: with this many it stays below 200.
 */
const AT_ONCE = 4;

/** Whether news may end the epoch: otherwise it stays in the heartbeat, where every screen finds it. */
export function mayTell(told: number): boolean {
  return told < AT_ONCE;
}

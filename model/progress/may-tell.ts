/**
 * So often at once; what comes later is told when its epoch is over. A drain of a week has seven epochs, each told with about
 * six events, and all the steps around it take some hundred: with this many it stays below 200.
 */
const AT_ONCE = 4;
/** More for each day, where a hook waits for it: some 14 events each, so a week has about 500. */
const A_DAY_FOR_HOOKS = 3;

/**
 * Whether news may end the epoch: otherwise it stays in the heartbeat, where every screen finds it. `hookedDays` is how long
 * it has been going on, for a cluster of which a hook is told of standstills: it has no eyes for heartbeats.
 */
export function mayTell(told: number, hookedDays = 0): boolean {
  return told < AT_ONCE + A_DAY_FOR_HOOKS * Math.floor(hookedDays);
}

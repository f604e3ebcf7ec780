/**
 * So often at once, a standstill and its end; what comes later is told when its epoch is over. A drain of a week has seven
 * epochs, each told with about six events, and all the steps around it take 136: with this many it stays below 200.
 */
const AT_ONCE = 2;
/** Of which a hook is told: it has no eyes for heartbeats. */
const AT_ONCE_FOR_HOOKS = 4;
/** More for each day: some 14 events each, so a week has about 500. */
const A_DAY_FOR_HOOKS = 3;

/**
 * Whether news may end the epoch: otherwise it stays in the heartbeat, where every screen finds it. `hookedDays` is how long
 * it has been going on, for a cluster of which a hook is told of standstills.
 */
export function mayTell(told: number, hookedDays?: number): boolean {
  if (hookedDays === undefined) return told < AT_ONCE;
  return told < AT_ONCE_FOR_HOOKS + A_DAY_FOR_HOOKS * Math.floor(hookedDays);
}

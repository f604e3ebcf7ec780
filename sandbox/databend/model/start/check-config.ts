import type { MetaConfig } from '../meta-config.ts';

/** Why a node does not start at all; it says so at once and exits with 1. */
export function checkConfig({ single, join, raftListenHost, raftPort }: MetaConfig): string | undefined {
  // The same text for both and for neither.
  if (single === join.length > 0) return 'at least one of `single` and `join` needs to be enabled';
  // What copying the list of all nodes gives. An own advertised address is merely passed over.
  if (join.includes(`${raftListenHost}:${raftPort}`)) return '--join must not be set to itself';
  return undefined;
}

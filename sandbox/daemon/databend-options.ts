import type { SandboxOptions } from '../engine.ts';
import { expect, expectCount, isWhole, MOST_HOSTS, refuseCounts } from './expect-option.ts';

/** Seconds, as the packaged file of Query nodes has it (as read). */
const AUTO_SYNC = 60;

const OTHERS = [
  'hosts',
  'frontends',
  'observers',
  'backends',
  'backendHosts',
  'computeNodes',
  'computeNodeHosts',
  'sharedData',
] as const;

export function completeDatabendOptions(common: Omit<SandboxOptions, 'hosts' | 'frontends'>): SandboxOptions {
  refuseCounts(common, OTHERS, 'starrocks');
  const { autoSync = AUTO_SYNC } = common;
  expect(isWhole(autoSync, 0, 86_400), `auto sync ${autoSync}`, 'whole seconds, 0 for never');
  const { meta = 1, metaHosts = Math.max(3, meta), queries = 0, queryHosts = queries } = common;
  expectCount('meta hosts', metaHosts, MOST_HOSTS);
  expectCount('meta', meta, metaHosts, ', the number of their hosts');
  expectCount('query hosts', queryHosts, MOST_HOSTS);
  // A Query node ends when it finds no Meta node.
  expectCount('queries', queries, meta === 0 ? 0 : queryHosts, meta === 0 ? ' without a Meta node' : '');
  return { ...common, autoSync, hosts: 0, frontends: 0, meta, metaHosts, queries, queryHosts };
}

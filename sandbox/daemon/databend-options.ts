import type { SandboxOptions } from '../engine.ts';
import { expectCount, MOST_HOSTS, refuseCounts } from './expect-option.ts';

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
  const { meta = 1, metaHosts = Math.max(3, meta), queries = 0, queryHosts = queries } = common;
  expectCount('meta hosts', metaHosts, MOST_HOSTS);
  expectCount('meta', meta, metaHosts, ', the number of their hosts');
  expectCount('query hosts', queryHosts, MOST_HOSTS);
  // A Query node ends when it finds no Meta node.
  expectCount('queries', queries, meta === 0 ? 0 : queryHosts, meta === 0 ? ' without a Meta node' : '');
  return { ...common, hosts: 0, frontends: 0, meta, metaHosts, queries, queryHosts };
}

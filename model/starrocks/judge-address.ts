import { ROLE_WORDS } from '../cluster.ts';
import type { StarRocksNode } from './cluster-spec.ts';
import { IPV4 } from '../patterns.ts';
import type { Finding } from '../step.ts';
import { type AddressSettings, chooseAddress } from './choose-address.ts';

/**
 * Whether the node will take itself for the address that is registered: a frontend with another one is never ready, a backend
 * refuses every heartbeat with `FE saved address not match backend address` (as read).
 */
export function judgeAddress(node: StarRocksNode, addresses: readonly string[], settings: AddressSettings): Finding {
  const finding = { gate: 'address', subject: node.alias } as const;
  const who = `the ${ROLE_WORDS[node.role]}`;
  if (!IPV4.test(node.host)) {
    return { ...finding, severity: 'ok', message: `${node.host} is a name: ${who} finds it by its own resolver` };
  }
  const { candidates, by, unreadable } = chooseAddress(addresses, settings);
  const why = explain(by, settings);
  const next = [`config: { priority_networks: ${node.host}/32 }   # in the cluster file, for ${node.alias}`];
  const others = candidates.filter((address) => address !== node.host);
  if (!candidates.includes(node.host)) {
    const chosen = candidates.length === 0 ? 'a loopback address' : candidates.join(' or ');
    const missing = addresses.includes(node.host) ? '' : `; ${node.host} is no address of the host`;
    return {
      ...finding,
      severity: 'refusal',
      message: `${who} on ${node.alias} would be ${chosen}, not ${node.host}: ${why}${missing}`,
      next,
    };
  }
  if (others.length > 0) {
    return {
      ...finding,
      severity: 'warning',
      message: `${who} on ${node.alias} may take ${others.join(' or ')} for its own address instead of ${node.host}: ${why}`,
      next,
    };
  }
  if (by === 'no match' || unreadable.length > 0) {
    const odd = by === 'no match' ? why : `${unreadable.join(', ')} in priority_networks is no IPv4 network`;
    return { ...finding, severity: 'warning', message: `${odd}; ${node.host} is taken all the same`, next };
  }
  return { ...finding, severity: 'ok', message: `${node.host} is the address that ${who} takes: ${why}` };
}

function explain(
  by: ReturnType<typeof chooseAddress>['by'],
  { priorityNetworks, frontendAddress }: AddressSettings,
): string {
  switch (by) {
    case 'frontend_address':
      return `frontend_address is ${frontendAddress}`;
    case 'priority_networks':
      return `priority_networks is ${priorityNetworks}`;
    case 'no match':
      return `no address of the host lies in priority_networks ${priorityNetworks}`;
    case 'no network':
      return 'priority_networks is not set';
  }
}

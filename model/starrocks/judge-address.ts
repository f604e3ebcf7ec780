import type { FrontendSpec } from '../cluster.ts';
import { IPV4 } from '../patterns.ts';
import type { Finding } from '../step.ts';
import { type AddressSettings, chooseAddress } from './choose-address.ts';

/** Whether the frontend will take itself for the address that is registered: with another one it is never ready. */
export function judgeAddress(node: FrontendSpec, addresses: readonly string[], settings: AddressSettings): Finding {
  const finding = { gate: 'address', subject: node.alias } as const;
  if (!IPV4.test(node.host)) {
    return { ...finding, severity: 'ok', message: `${node.host} is a name: the frontend finds it by its own resolver` };
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
      message: `the frontend on ${node.alias} would be ${chosen}, not ${node.host}: ${why}${missing}`,
      next,
    };
  }
  if (others.length > 0) {
    return {
      ...finding,
      severity: 'warning',
      message: `the frontend on ${node.alias} may take ${others.join(' or ')} for its own address instead of ${node.host}: ${why}`,
      next,
    };
  }
  if (by === 'no match' || unreadable.length > 0) {
    const odd = by === 'no match' ? why : `${unreadable.join(', ')} in priority_networks is no IPv4 network`;
    return { ...finding, severity: 'warning', message: `${odd}; ${node.host} is taken all the same`, next };
  }
  return { ...finding, severity: 'ok', message: `${node.host} is the address that the frontend takes: ${why}` };
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

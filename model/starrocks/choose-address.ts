import { IPV4 } from '../patterns.ts';

/** What a frontend reads of its fe.conf to know its own address. */
export interface AddressSettings {
  /** Networks in CIDR notation, with `;` between them. @default none */
  readonly priorityNetworks?: string;
  /** Outranks everything else. @default '0.0.0.0', which is none */
  readonly frontendAddress?: string;
}

/** The addresses that it may take. Of several it takes that of the first interface, in an order that only Java knows. */
export interface AddressChoice {
  readonly candidates: readonly string[];
  readonly by: 'frontend_address' | 'priority_networks' | 'no network' | 'no match';
  /** Entries of priority_networks that are no IPv4 network. */
  readonly unreadable: readonly string[];
}

/**
 * The rule as read in 3.3 to 4.1: the first address of the host that lies in one of the networks, loopback included; without
 * such a network the first IPv4 address that is not loopback. Up to 3.2 no match means loopback. IPv4 only.
 */
export function chooseAddress(addresses: readonly string[], settings: AddressSettings): AddressChoice {
  const { frontendAddress = '0.0.0.0' } = settings;
  if (frontendAddress !== '0.0.0.0' && frontendAddress !== '') {
    return { candidates: [frontendAddress], by: 'frontend_address', unreadable: [] };
  }
  const entries = (settings.priorityNetworks ?? '')
    .split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const networks = entries.map(parseNetwork);
  const unreadable = entries.filter((_, index) => networks[index] === undefined);
  const matching = addresses.filter((address) =>
    networks.some((network) => network !== undefined && contains(network, address)),
  );
  if (matching.length > 0) return { candidates: matching, by: 'priority_networks', unreadable };
  const outer = addresses.filter((address) => !address.startsWith('127.'));
  return { candidates: outer, by: entries.length === 0 ? 'no network' : 'no match', unreadable };
}

interface Network {
  readonly base: number;
  readonly size: number;
}

/**
 * With bits below the mask, such as 10.0.0.7/24, newer versions mean the one address and older ones the network: it is read
 * as the one address, which both agree on.
 */
function parseNetwork(text: string): Network | undefined {
  const [, address = '', bits = '32'] = /^([\d.]+)(?:\/(\d{1,2}))?$/.exec(text) ?? [];
  if (!IPV4.test(address) || Number(bits) > 32) return undefined;
  const size = 2 ** (32 - Number(bits));
  const base = toNumber(address);
  return base % size === 0 ? { base, size } : { base, size: 1 };
}

function contains({ base, size }: Network, address: string): boolean {
  const value = toNumber(address);
  return value >= base && value < base + size;
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

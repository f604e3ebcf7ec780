import type { BackendPorts, FrontendPorts } from '../starrocks/cluster-spec.ts';
import type { FoundBackend, FoundInstall, ImportedBackend, ImportedFrontend } from '../import.ts';
import { writeStoragePath } from '../starrocks/backend/parse-storage.ts';
import { SHIPPED_BACKEND_PORTS, SHIPPED_PORTS } from './resolve-starrocks-node.ts';

/** What a cluster file says of a node beside its address: only what differs from the defaults. */
export interface Placement {
  readonly home?: string;
  readonly meta?: string;
  readonly storage?: readonly string[];
  readonly java?: string;
  readonly become?: string;
  readonly ports?: Readonly<Record<string, number>>;
  readonly config?: Readonly<Record<string, string>>;
}

export function placeFrontend({ ports, install }: ImportedFrontend): Placement {
  return {
    ...(install !== undefined && {
      home: install.home,
      ...(install.meta !== `${install.home}/meta` && { meta: install.meta }),
      ...describeProcess(install),
    }),
    ...describePorts(ports, SHIPPED_PORTS),
  };
}

export function placeBackend({ ports, install }: Pick<ImportedBackend, 'ports' | 'install'>): Placement {
  const storage = install?.storage?.map(writeStoragePath) ?? [];
  return {
    ...(install !== undefined && {
      home: install.home,
      ...(storage.length > 0 && storage.join(';') !== `${install.home}/storage` && { storage }),
      ...describeProcess(install),
    }),
    ...describePorts(ports, SHIPPED_BACKEND_PORTS),
  };
}

function describeProcess({ java, become, priorityNetworks }: FoundInstall | FoundBackend): Placement {
  return {
    ...(java !== undefined && { java }),
    ...(become !== undefined && { become }),
    ...(priorityNetworks !== undefined && { config: { priority_networks: priorityNetworks } }),
  };
}

function describePorts<Ports extends FrontendPorts | BackendPorts>(ports: Ports, shipped: Ports): Placement {
  const usual = new Map(Object.entries(shipped));
  const other = Object.entries(ports).filter(([use, port]) => usual.get(use) !== port);
  return other.length > 0 ? { ports: Object.fromEntries(other) } : {};
}

export interface SharedPlacement {
  /** What stands with the role. */
  readonly role: Placement;
  /** What stands with each node, in the same order. */
  readonly nodes: readonly Placement[];
  /** Whether the home of the role is only a guess. */
  readonly homeGuessed: boolean;
}

/** What differs between nodes stands with the node, what is the same for all with the role. */
export function sharePlacements(placements: readonly Placement[], roleHome: string): SharedPlacement {
  const common = findCommon(placements);
  const homeGuessed = placements.some(({ home }) => home === undefined);
  return {
    role: { ...common, ...(homeGuessed && { home: roleHome }) },
    nodes: placements.map((placement) => without(placement, common)),
    homeGuessed,
  };
}

/** Keys with the same value everywhere, where there is more than one to compare. */
export function findCommon<Keys extends object>(placements: readonly Keys[]): Partial<Keys> {
  const [first = {}, ...rest] = placements;
  return Object.fromEntries(
    Object.entries(first).filter(([key, value]) =>
      rest.every((other) => JSON.stringify(other[key as keyof Keys]) === JSON.stringify(value)),
    ),
  ) as Partial<Keys>;
}

/** What is left of it beside those. */
export function without<Keys extends object>(placement: Keys, common: object): Partial<Keys> {
  return Object.fromEntries(Object.entries(placement).filter(([key]) => !Object.hasOwn(common, key))) as Partial<Keys>;
}

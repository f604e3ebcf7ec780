import { ROLE_WORDS } from '../cluster.ts';
import { type BackendPorts, type StarRocksRole, backendHandle, frontendHandle } from '../starrocks/cluster-spec.ts';
import type { ImportedBackend, ImportedStarRocks } from '../import.ts';
import { HOST } from '../patterns.ts';
import { SHIPPED_BACKEND_PORTS } from './resolve-starrocks-node.ts';

/** Where the manuals put them. The package has one directory for both roles. */
const USUAL_HOMES = { fe: '/opt/starrocks/fe', be: '/opt/starrocks/be', cn: '/opt/starrocks/be' } as const;

export interface SettledBackend {
  readonly alias: string;
  readonly role: 'be' | 'cn';
  readonly node: ImportedBackend;
  /** Of a node whose home is not known and cannot be that of its role. */
  readonly ownHome?: string;
}

export interface SettledBackends {
  /** That of each role, found or guessed. */
  readonly homes: Readonly<Record<StarRocksRole, string>>;
  readonly managed: readonly SettledBackend[];
  /** What a cluster file cannot say, each with the reason. */
  readonly left: readonly string[];
}

/** Who has what on which host. */
type Claims = Map<string, string>;

/**
 * Names backends and compute nodes, and makes guesses that do not meet: in a cluster file no two nodes of a host have a port or a
 * directory in common. A cluster can (a backend and a compute node in one home; ports of a dead one): what was read as such is left
 * out, so that the rest can be managed.
 */
export function settleBackends({ frontends, backends, computeNodes }: ImportedStarRocks): SettledBackends {
  const homes = { fe: guessHome(frontends, 'fe'), be: guessHome(backends, 'be'), cn: guessHome(computeNodes, 'cn') };
  const claims: Claims = new Map();
  for (const frontend of frontends) {
    const { host, ports, install } = frontend;
    const home = install?.home ?? homes.fe;
    const own = [...describePorts(ports), home, install?.meta ?? `${home}/meta`];
    claim(claims, host, frontendHandle(frontend), own);
  }
  const left: string[] = [];
  // First what is known of every node, so that no guess takes it.
  const known = [...settleRole('be', backends, claims, left), ...settleRole('cn', computeNodes, claims, left)];
  return { homes, managed: known.map((settled) => keepApart(settled, homes[settled.role], claims)), left };
}

/** That of those that were found. */
function guessHome(nodes: readonly { readonly install?: { readonly home: string } }[], role: StarRocksRole): string {
  return nodes.find(({ install }) => install !== undefined)?.install?.home ?? USUAL_HOMES[role];
}

function settleRole(role: 'be' | 'cn', nodes: readonly ImportedBackend[], claims: Claims, left: string[]) {
  // The ports of a dead one may be somebody else's by now.
  const alive = nodes.toSorted((a, b) => Number(b.alive) - Number(a.alive));
  const reasons = new Map<ImportedBackend, string>();
  for (const node of alive) {
    const reason = findReason(node, claims);
    if (reason === undefined) claim(claims, node.host, backendHandle(node), listKnown(node));
    else reasons.set(node, reason);
  }
  left.push(...[...reasons].map(([node, reason]) => `${ROLE_WORDS[role]} ${backendHandle(node)}: ${reason}`));
  return nodes
    .filter((node) => !reasons.has(node))
    .map((node, index): SettledBackend => ({ alias: `${role}-${index + 1}`, role, node }));
}

function findReason(node: ImportedBackend, claims: Claims): string | undefined {
  if (!HOST.test(node.host)) return 'its address cannot stand in a cluster file';
  if (node.unknownPorts.includes('heartbeat')) return 'its heartbeat port is not known';
  const ports = describePorts(knownPorts(node));
  if (new Set(ports).size < ports.length) return 'it has a port twice';
  const taken = listKnown(node).find((what) => claims.has(keyOf(node.host, what)));
  return taken && `${claims.get(keyOf(node.host, taken))} has ${taken} on that host too`;
}

function keepApart(settled: SettledBackend, home: string, claims: Claims): SettledBackend {
  const { node } = settled;
  const handle = backendHandle(node);
  const isTaken = (what: string) => claims.has(keyOf(node.host, what));
  const guesses = node.unknownPorts.map((use): [keyof BackendPorts, number] => {
    let port = SHIPPED_BACKEND_PORTS[use];
    while (isTaken(`port ${port}`)) port += 1;
    claim(claims, node.host, handle, [`port ${port}`]);
    return [use, port];
  });
  const apart = { ...settled, node: { ...node, ports: { ...node.ports, ...Object.fromEntries(guesses) } } };
  if (node.install !== undefined) return apart;
  let own = home;
  for (let count = 2; isTaken(own) || isTaken(`${own}/storage`); count += 1) own = `${home}-${count}`;
  claim(claims, node.host, handle, [own, `${own}/storage`]);
  return own === home ? apart : { ...apart, ownHome: own };
}

function listKnown(node: ImportedBackend): readonly string[] {
  const { install } = node;
  const storage =
    install?.storage?.map(({ path }) => path) ?? (install === undefined ? [] : [`${install.home}/storage`]);
  return [...describePorts(knownPorts(node)), ...(install === undefined ? [] : [install.home]), ...storage];
}

function knownPorts({ ports, unknownPorts }: ImportedBackend): Record<string, number> {
  return Object.fromEntries(Object.entries(ports).filter(([use]) => !unknownPorts.includes(use as keyof BackendPorts)));
}

function describePorts(ports: object): readonly string[] {
  return Object.values(ports).map((port) => `port ${port}`);
}

function claim(claims: Claims, host: string, owner: string, what: readonly string[]): void {
  for (const one of what) claims.set(keyOf(host, one), owner);
}

function keyOf(host: string, what: string): string {
  return `${host.toLowerCase()} ${what}`;
}

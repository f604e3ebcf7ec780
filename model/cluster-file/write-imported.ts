import { Document, isScalar, type Node, type Pair, type YAMLMap } from 'yaml';
import type { FrontendPorts } from '../cluster.ts';
import type { ImportedCluster, ImportedFrontend } from '../import.ts';

export interface ImportedFileOptions {
  /** @default `starrocks-<ClusterId>` */
  readonly name?: string;
  /** `user@host:port` that was asked. */
  readonly from: string;
  /** ISO time. */
  readonly at: string;
  readonly sqlUser: string;
  /** As it is written: `env:NAME` or `file:PATH`. */
  readonly password?: string;
  /** As in the file. */
  readonly ssh: Readonly<Record<string, string | number | boolean>>;
  /** Whether the SSH account is only a guess. */
  readonly sshGuessed: boolean;
}

const SHIPPED_PORTS: FrontendPorts = { http: 8030, rpc: 9020, query: 9030, editLog: 9010 };
/** Where the manuals put it. */
const USUAL_HOME = '/opt/starrocks/fe';

/** What differs between nodes stands with the node, what is the same for all with the role. */
interface Placement {
  readonly home?: string;
  readonly meta?: string;
  readonly java?: string;
  readonly become?: string;
  readonly ports?: Partial<FrontendPorts>;
  readonly config?: Readonly<Record<string, string>>;
}

/** The cluster file of a running cluster. What could not be read is marked, with a default that works. */
export function writeImported(cluster: ImportedCluster, options: ImportedFileOptions): string {
  const placements = cluster.frontends.map(placeOf);
  const common = findCommon(placements);
  const [release = cluster.version] = cluster.version.split('-');
  const isGuessed = placements.some(({ home }) => home === undefined);
  const role = { ...common, ...(common.home === undefined && isGuessed && { home: guessHome(placements) }) };
  const nodes = cluster.frontends.map((frontend, index) => [
    `fe-${index + 1}`,
    {
      role: 'fe',
      host: frontend.host,
      ...(frontend.observer && { observer: true }),
      ...without(placements[index] ?? {}, common),
    },
  ]);
  const document = new Document({
    name: options.name ?? `starrocks-${cluster.clusterId}`,
    engine: 'starrocks',
    version: release,
    sql: { user: options.sqlUser, ...(options.password !== undefined && { password: options.password }) },
    ssh: options.ssh,
    ...(Object.keys(role).length > 0 && { roles: { fe: role } }),
    nodes: Object.fromEntries(nodes),
  });
  decorate(document, cluster, options, isGuessed && common.home === undefined);
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function placeOf({ ports, install }: ImportedFrontend): Placement {
  const other = Object.entries(ports).filter(([use, port]) => SHIPPED_PORTS[use as keyof FrontendPorts] !== port);
  return {
    ...(install !== undefined && {
      home: install.home,
      ...(install.meta !== `${install.home}/meta` && { meta: install.meta }),
      ...(install.java !== undefined && { java: install.java }),
      ...(install.become !== undefined && { become: install.become }),
      ...(install.priorityNetworks !== undefined && { config: { priority_networks: install.priorityNetworks } }),
    }),
    ...(other.length > 0 && { ports: Object.fromEntries(other) }),
  };
}

/** Keys with the same value everywhere, where there is more than one to compare. */
function findCommon(placements: readonly Placement[]): Placement {
  const [first = {}, ...rest] = placements;
  return Object.fromEntries(
    Object.entries(first).filter(([key, value]) =>
      rest.every((other) => JSON.stringify(other[key as keyof Placement]) === JSON.stringify(value)),
    ),
  );
}

function without(placement: Placement, common: Placement): Placement {
  return Object.fromEntries(Object.entries(placement).filter(([key]) => !Object.hasOwn(common, key)));
}

/** That of those that were found. */
function guessHome(placements: readonly Placement[]): string {
  return placements.find(({ home }) => home !== undefined)?.home ?? USUAL_HOME;
}

function decorate(
  document: Document,
  cluster: ImportedCluster,
  { from, at, password, ssh, sshGuessed }: ImportedFileOptions,
  homeGuessed: boolean,
): void {
  const { version, backends, computeNodes, frontends } = cluster;
  const origin = ` Cluster file of muster, from the running cluster ${cluster.clusterId}: asked ${from}, ${at.slice(0, 10)}`;
  const hasGaps = sshGuessed || homeGuessed || frontends.some((frontend) => describeUnknown(frontend).length > 0);
  const gaps = ' What could not be read is marked "not known" and has a default: correct it, then: muster check';
  document.commentBefore = hasGaps ? `${origin}\n${gaps}` : origin;
  const note = (path: readonly string[], text: string) => {
    const node = document.getIn(path, true) as Node | undefined;
    if (node !== undefined) node.comment = ` ${text}`;
  };
  const flow = (path: readonly string[]) => {
    const node = document.getIn(path, true) as YAMLMap | undefined;
    if (node !== undefined) node.flow = true;
  };
  note(['version'], `the frontends run ${version}`);
  flow(['sql']);
  note(['sql'], password === undefined ? 'no password' : `${password} is looked up where the worker runs`);
  flow(['ssh']);
  if (sshGuessed)
    note(['ssh'], `not known: the account on the hosts; ${String(ssh['user'])} is that of whoever imported`);
  for (const key of ['ports', 'config']) flow(['roles', 'fe', key]);
  if (homeGuessed) note(['roles', 'fe', 'home'], 'not known: where bin/, conf/ and log/ are');
  beforeKey(document, 'nodes', [
    ` package: packages/StarRocks-${version.split('-')[0]}.tar.gz   (needed to add nodes on hosts where nothing is installed)`,
  ]);
  frontends.forEach((frontend, index) => {
    const path = ['nodes', `fe-${index + 1}`];
    flow(path);
    const unknown = describeUnknown(frontend);
    if (unknown.length > 0) note(path, `not known: ${unknown.join('; ')}`);
  });
  const others = [...list('backend', backends), ...list('compute node', computeNodes)];
  if (others.length > 0) document.comment = others.map((line) => ` Not managed yet: ${line}`).join('\n');
}

function describeUnknown({ unknownPorts, trouble, alive }: ImportedFrontend): readonly string[] {
  return [
    ...(unknownPorts.length > 0 ? [`its ports ${unknownPorts.join(', ')}${alive ? '' : ', as it is not alive'}`] : []),
    ...(trouble === undefined ? [] : [`its directories, ${oneLine(trouble)}`]),
  ];
}

function list(what: string, addresses: readonly string[]): readonly string[] {
  if (addresses.length === 0) return [];
  return [`${addresses.length} ${what}${addresses.length === 1 ? '' : 's'}: ${addresses.join(', ')}`];
}

function beforeKey(document: Document, key: string, lines: readonly string[]): void {
  const pair = (document.contents as YAMLMap).items.find((item: Pair) => isScalar(item.key) && item.key.value === key);
  if (pair !== undefined && isScalar(pair.key)) pair.key.commentBefore = lines.join('\n');
}

/** A host's own words must not end the comment. */
function oneLine(text: string): string {
  return text.replaceAll(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').slice(0, 200);
}

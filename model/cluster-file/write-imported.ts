import { Document } from 'yaml';
import { ROLES_OF } from '../cluster.ts';
import type { ImportedBackend, ImportedStarRocks, ImportedFrontend } from '../import.ts';
import { addNote, beforeKey, oneLine, setFlow } from './decorate-document.ts';
import { type Placement, placeBackend, placeFrontend, sharePlacements } from './imported-placement.ts';
import { type SettledBackends, settleBackends } from './settle-imported.ts';

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

interface Entry {
  readonly alias: string;
  readonly role: 'fe' | 'be' | 'cn';
  readonly host: string;
  readonly observer?: true;
  readonly placement: Placement;
  /** What could not be read of it. */
  readonly unknown: readonly string[];
}

/** The cluster file of a running cluster. What could not be read is marked, with a default that works. */
export function writeImported(cluster: ImportedStarRocks, options: ImportedFileOptions): string {
  const settled = settleBackends(cluster);
  const entries = [...cluster.frontends.map(describeFrontend), ...settled.managed.map(describeBackend)];
  const [release = cluster.version] = cluster.version.split('-');
  const shares = ROLES_OF.starrocks.map((role) => {
    const own = entries.filter((entry) => entry.role === role);
    const placements = own.map(({ placement }) => placement);
    return { own, ...sharePlacements(placements, settled.homes[role]) };
  });
  const roles = shares.flatMap(({ own: [first], role }) =>
    first !== undefined && Object.keys(role).length > 0 ? [[first.role, role]] : [],
  );
  const nodes = shares.flatMap((shared) =>
    shared.own.map(({ alias, role, host, observer }, index) => [
      alias,
      { role, host, ...(observer && { observer }), ...shared.nodes[index] },
    ]),
  );
  const document = new Document({
    name: options.name ?? `starrocks-${cluster.clusterId}`,
    engine: 'starrocks',
    version: release,
    sql: { user: options.sqlUser, ...(options.password !== undefined && { password: options.password }) },
    ssh: options.ssh,
    ...(roles.length > 0 && { roles: Object.fromEntries(roles) }),
    nodes: Object.fromEntries(nodes),
  });
  const guessed = shares.flatMap(({ own: [first], homeGuessed }) =>
    first !== undefined && homeGuessed ? [first.role] : [],
  );
  decorate(document, { cluster, entries, guessed, left: settled.left }, options);
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function describeFrontend(frontend: ImportedFrontend, index: number): Entry {
  const { host, observer } = frontend;
  return {
    alias: `fe-${index + 1}`,
    role: 'fe',
    host,
    ...(observer && { observer }),
    placement: placeFrontend(frontend),
    unknown: describeUnknown(frontend),
  };
}

function describeBackend({ alias, role, node, ownHome }: SettledBackends['managed'][number]): Entry {
  return {
    alias,
    role,
    host: node.host,
    placement: { ...placeBackend(node), ...(ownHome !== undefined && { home: ownHome }) },
    unknown: [...(ownHome === undefined ? [] : ['its home']), ...describeUnknown(node)],
  };
}

interface Marks {
  readonly cluster: ImportedStarRocks;
  readonly entries: readonly Entry[];
  /** Roles whose home is only a guess. */
  readonly guessed: readonly Entry['role'][];
  readonly left: readonly string[];
}

function decorate(
  document: Document,
  { cluster, entries, guessed, left }: Marks,
  { from, at, password, ssh, sshGuessed }: ImportedFileOptions,
): void {
  const { version } = cluster;
  const origin = ` Cluster file of muster, from the running cluster ${cluster.clusterId}: asked ${from}, ${at.slice(0, 10)}`;
  const hasGaps = sshGuessed || guessed.length > 0 || entries.some(({ unknown }) => unknown.length > 0);
  const gaps = ' What could not be read is marked "not known" and has a default: correct it, then: muster check';
  document.commentBefore = hasGaps ? `${origin}\n${gaps}` : origin;
  const note = (path: readonly string[], text: string) => addNote(document, path, text);
  const flow = (path: readonly string[]) => setFlow(document, path);
  note(['version'], `the frontends run ${version}`);
  flow(['sql']);
  note(['sql'], password === undefined ? 'no password' : `${password} is looked up where the worker runs`);
  flow(['ssh']);
  if (sshGuessed)
    note(['ssh'], `not known: the account on the hosts; ${String(ssh['user'])} is that of whoever imported`);
  for (const role of ROLES_OF.starrocks) for (const key of ['ports', 'config', 'storage']) flow(['roles', role, key]);
  for (const role of guessed) {
    const more = role === 'fe' ? '' : '; storage paths and starlet ports are taken as shipped';
    note(['roles', role, 'home'], `not known: where bin/, conf/ and log/ are${more}`);
  }
  beforeKey(document, 'nodes', [
    ` package: packages/StarRocks-${version.split('-')[0]}.tar.gz   (needed to add nodes on hosts where nothing is installed)`,
  ]);
  for (const { alias, unknown } of entries) {
    flow(['nodes', alias]);
    if (unknown.length > 0) note(['nodes', alias], `not known: ${unknown.join('; ')}`);
  }
  if (left.length > 0) document.comment = left.map((line) => ` Not managed: ${oneLine(line)}`).join('\n');
}

function describeUnknown(node: ImportedFrontend | ImportedBackend): readonly string[] {
  const { install, unknownPorts, trouble, alive } = node;
  // Where nothing was looked at, the mark of the role speaks of it.
  const ports = unknownPorts.filter((use) => use !== 'starlet' || install !== undefined);
  const isOpen = install !== undefined && !('meta' in install) && install.storage === undefined;
  return [
    ...(ports.length > 0 ? [`its ports ${ports.join(', ')}${alive ? '' : ', as it is not alive'}`] : []),
    ...(isOpen ? ['its storage paths'] : []),
    ...(trouble === undefined ? [] : [`its directories, ${oneLine(trouble)}`]),
  ];
}

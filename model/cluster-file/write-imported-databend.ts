import { Document } from 'yaml';
import type { ImportedDatabend, ImportedMeta } from '../import.ts';
import { addNote, beforeKey, oneLine, setFlow } from './decorate-document.ts';
import { findCommon, without } from './imported-placement.ts';
import { DATABEND_PLACES, SHIPPED_META_PORTS } from './resolve-databend.ts';

export interface ImportedDatabendOptions {
  /** @default 'databend' */
  readonly name?: string;
  /** `host:port` that was asked. */
  readonly from: string;
  /** ISO time. */
  readonly at: string;
  /** As in the file. */
  readonly ssh: Readonly<Record<string, string | number | boolean>>;
  /** Whether the SSH account is only a guess. */
  readonly sshGuessed: boolean;
}

/** What a cluster file says of a meta node beside id and address: only what differs from the defaults. */
interface MetaPlacement {
  readonly home?: string;
  readonly file?: string;
  readonly unit?: string;
  readonly unitDir?: string;
  readonly user?: string;
  readonly raftDir?: string;
  readonly exports?: string;
  readonly ports?: Readonly<Record<string, number>>;
}

/** The cluster file of a running Meta service. What could not be read is marked, with a default that works. */
export function writeImportedDatabend(imported: ImportedDatabend, options: ImportedDatabendOptions): string {
  const { metas, version } = imported;
  const [release = version] = version.split('-');
  const placements = metas.map(placeMeta);
  // One node alone has nothing in common with anybody.
  const common = placements.length > 1 ? findCommon(placements) : {};
  const nodes = metas.map(({ id, host }, index): [string, object] => [
    `meta-${id}`,
    { role: 'meta', id, host, ...without(placements[index] ?? {}, common) },
  ]);
  const document = new Document({
    name: options.name ?? 'databend',
    engine: 'databend',
    version: release,
    ssh: options.ssh,
    ...(Object.keys(common).length > 0 && { roles: { meta: common } }),
    nodes: Object.fromEntries(nodes),
  });
  decorate(document, imported, options);
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

function placeMeta({ ports, install }: ImportedMeta): MetaPlacement {
  const others = Object.entries(ports).filter(([use, port]) => SHIPPED_META_PORTS[use as keyof typeof ports] !== port);
  const differs = <Key extends keyof typeof DATABEND_PLACES>(key: Key, value: string | undefined) =>
    value === undefined || value === DATABEND_PLACES[key] ? {} : { [key]: value };
  const { raftDir } = install ?? {};
  return {
    ...differs('home', install?.home),
    ...differs('file', install?.file),
    ...differs('unit', install?.unit),
    ...differs('unitDir', install?.unitDir),
    ...differs('user', install?.user),
    ...differs('raftDir', raftDir),
    // Beside the data: there the user of the unit may write, and there is room.
    ...(raftDir !== undefined && raftDir !== DATABEND_PLACES.raftDir
      ? { exports: `${raftDir.replace(/\/[^/]+$/, '')}/exports` }
      : {}),
    ...(others.length > 0 && { ports: Object.fromEntries(others) }),
  };
}

function decorate(
  document: Document,
  { metas, version }: ImportedDatabend,
  { from, at, ssh, sshGuessed }: ImportedDatabendOptions,
): void {
  const unknown = metas.map(describeUnknown);
  const origin = ` Cluster file of muster, from a running Meta service: asked ${from}, ${at.slice(0, 10)}`;
  const gaps = ' What could not be read is marked "not known" and has a default: correct it, then: muster check';
  const isWhole = !sshGuessed && unknown.every((gaps) => gaps.length === 0);
  document.commentBefore = isWhole ? origin : `${origin}\n${gaps}`;
  addNote(document, ['version'], `the members run ${version}`);
  setFlow(document, ['ssh']);
  if (sshGuessed)
    addNote(
      document,
      ['ssh'],
      `not known: the account on the hosts; ${String(ssh['user'])} is that of whoever imported. It has to reach systemctl and the files: root, or become: root`,
    );
  setFlow(document, ['roles', 'meta', 'ports']);
  beforeKey(document, 'nodes', [
    ` package: packages/databend-v${version}-x86_64-unknown-linux-gnu.tar.gz   (needed to add nodes on hosts where nothing is installed)`,
  ]);
  for (const [index, { id }] of metas.entries()) {
    const path = ['nodes', `meta-${id}`];
    setFlow(document, path);
    const gap = unknown[index] ?? [];
    if (gap.length > 0) addNote(document, path, `not known: ${gap.join('; ')}`);
  }
  document.comment = [
    ' The Meta service does not know its Query nodes. Write each one under nodes:, so that its list of endpoints is kept:',
    '   query-1: { role: query, host: <address> }',
  ].join('\n');
}

function describeUnknown({ install, unknownPorts, trouble, alive }: ImportedMeta): readonly string[] {
  return [
    ...(unknownPorts.length > 0 ? [`its ports ${unknownPorts.join(', ')}${alive ? '' : ', as it is not alive'}`] : []),
    ...(install !== undefined && install.raftDir === undefined ? ['its raft directory'] : []),
    ...(trouble === undefined ? [] : [`its directories, ${oneLine(trouble)}`]),
    ...(install === undefined && trouble === undefined ? ['its directories: the hosts were not looked at'] : []),
  ];
}

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { SandboxHost, SandboxInfo } from '../engine.ts';
import type { Metadata } from './model/metadata.ts';
import { homeOf } from './nodes.ts';
import type { BackendLink } from './backend-hub.ts';
import type { Link } from './process-hub.ts';

export interface Snapshot {
  readonly frontends: readonly object[];
  readonly backends: readonly object[];
  readonly processes: readonly object[];
  /** Switches of the leader that are not as after a start. */
  readonly knobs: Readonly<Record<string, string>>;
  /** By node: path below the home, and the digest where the content is the same each time. */
  readonly files: Readonly<Record<string, readonly string[]>>;
}

export interface SnapshotInput {
  readonly options: SandboxInfo;
  readonly hosts: readonly SandboxHost[];
  readonly links: Iterable<Link>;
  readonly backendLinks: Iterable<BackendLink>;
  readonly metadata: Metadata | undefined;
  readonly knobs: Readonly<Record<string, string>>;
  readonly joined: ReadonlySet<string>;
  readonly secrets: readonly string[];
}

/** The end state, in a stable order, without times, pids, ids and whatever else differs between two runs. */
export function takeSnapshot(input: SnapshotInput): Snapshot {
  const { hosts, links, backendLinks, metadata, joined } = input;
  const frontends = (metadata?.frontends ?? []).map(({ name, host, editLogPort, role, alive, error }) => ({
    address: `${host}:${editLogPort}`,
    role,
    joined: joined.has(name),
    alive,
    error,
  }));
  const processes = [...links].map(({ host, home, process }) => ({
    node: host.name,
    home,
    serves: process?.ready ?? false,
    registered: metadata?.frontends.some(({ name }) => name === process?.env?.nodeName) ?? false,
  }));
  const rows = metadata?.backends ?? [];
  const backends = rows.map(({ kind, host, port, alive, status, decommissioned, error }) => ({
    ...{ address: `${host}:${port}`, kind, alive, status, decommissioned, error },
  }));
  const others = [...backendLinks].map(({ host, home, process }) => ({
    node: host.name,
    home,
    serves: process?.state === 'serving',
    registered: rows.some((row) => row.host === host.address && row.port === process?.ports.heartbeat),
  }));
  return {
    backends: sortBy(backends, ({ address }) => address),
    frontends: sortBy(frontends, ({ address }) => address),
    processes: sortBy([...processes, ...others], ({ node, home }) => `${node} ${home}`),
    knobs: input.knobs,
    files: Object.fromEntries(hosts.map((host) => [host.name, listFiles(input, host)])),
  };
}

function sortBy<Item>(items: readonly Item[], key: (item: Item) => string): Item[] {
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function listFiles(input: SnapshotInput, host: SandboxHost): string[] {
  const home = homeOf(host);
  return walk(join(home, '..'), host.role !== 'fe').map((path) => {
    const name = relative(home, path);
    // Of these the content is a time, a pid or an id: that they are there is what can be compared.
    if (!/^(bin|conf|lib)\//.test(name) || name.endsWith('.pid') || isDirectory(path)) return name;
    return `${name} ${digest(input, path)}`;
  });
}

/** @param empty whether empty directories are listed too: of storage that holds no data there is nothing else */
function walk(dir: string, empty: boolean): string[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => {
        const path = join(dir, entry.name);
        if (!entry.isDirectory()) return [path];
        const below = walk(path, empty);
        return empty && below.length === 0 ? [path] : below;
      });
  } catch {
    return [];
  }
}

function isDirectory(path: string): boolean {
  return statSync(path).isDirectory();
}

function digest({ options, secrets }: SnapshotInput, path: string): string {
  let text = readFileSync(path, 'latin1').replaceAll(options.dir, '<dir>').replaceAll(options.network, '<net>');
  for (const secret of secrets) text = text.replaceAll(secret, '<secret>');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { SandboxHost } from '../engine.ts';
import { isEnabled } from '../host/units/unit-files.ts';
import type { ControlledSandbox } from './commands.ts';
import { learnersOf } from './model/membership.ts';
import { pathsOf } from './paths.ts';

export interface Snapshot {
  /** By node that lives: what it has applied. Two sets of voters: a change of members is pending. */
  readonly members: Readonly<Record<string, object>>;
  readonly units: Readonly<Record<string, object>>;
  /** By Query node that lives: the endpoints it goes by. */
  readonly endpoints: Readonly<Record<string, readonly string[]>>;
  /** By node: configuration with its text, everything else by name. */
  readonly files: Readonly<Record<string, readonly string[]>>;
}

/** The end state, in a stable order, without times, pids, terms and whatever else differs between two runs. */
export function takeSnapshot(sandbox: ControlledSandbox): Snapshot {
  const { hosts, hub, queryHub, options } = sandbox;
  const places = (text: string) => text.replaceAll(options.dir, '<dir>').replaceAll(`${options.network}.`, '<net>.');
  const members = hosts.flatMap((host) => {
    const link = [...hub.links].find((one) => one.host === host && one.process.started);
    if (link === undefined) return [];
    const { membership, nodes } = link.process.disk.state;
    const records = [...nodes].sort(([one], [other]) => one - other);
    const state = {
      voters: membership.configs,
      learners: learnersOf(membership),
      records: records.map(([id, { endpoint }]) => places(`${id}=${endpoint.addr}:${endpoint.port}`)),
    };
    return [[host.name, state] as const];
  });
  const units = hosts.map((host) => {
    const { unit: name } = pathsOf(host);
    const unit = sandbox.unitsOf(host).find(name);
    const active = unit?.active ?? 'missing';
    return [host.name, { enabled: isEnabled(host, name), active, serves: sandbox.serves(host) }] as const;
  });
  return {
    members: Object.fromEntries(members),
    units: Object.fromEntries(units),
    endpoints: Object.fromEntries(
      hosts.flatMap((host) => {
        const link = queryHub.linkOf(host);
        return link === undefined ? [] : [[host.name, link.endpoints.map(places)] as const];
      }),
    ),
    files: Object.fromEntries(hosts.map((host) => [host.name, listFiles(host, places)])),
  };
}

/** What an operation may leave on a host: below etc and var/lib with the texts of files that people read. */
function listFiles(host: SandboxHost, places: (text: string) => string): string[] {
  return ['etc', 'var/lib']
    .flatMap((top) => walk(join(host.root, top)))
    .map((path) => {
      const name = relative(host.root, path);
      // Data, exports and whatever is kept with a time in its name: that it is there is what can be compared.
      if (!/\.(toml|service)\b/.test(name) || !statSync(path).isFile()) return nameless(name);
      return `${nameless(name)}\n${places(readFileSync(path, 'utf8'))}`;
    });
}

/** Ids before times: in one there may be as many digits in a row as in the other. */
export function nameless(name: string): string {
  return name
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replace(/\d{4}-?\d\d-?\d\dT?\d*[\d:.-]*Z?|\d{10,}/g, '<time>');
}

/** A raft directory is one entry, whatever is in it. */
function walk(dir: string): string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(dir, entry.name);
      if (!entry.isDirectory() || existsSync(join(path, 'df_meta'))) return [path];
      const below = walk(path);
      return below.length === 0 ? [path] : below;
    });
}

import type { GateName } from '../gates.ts';
import { isMusterError } from '../error.ts';
import type { Finding, Severity } from '../step.ts';
import { lookUp, readToml, type TomlTable } from '../toml/read-toml.ts';
import type { MetaSpec } from './cluster-spec.ts';
import { IGNORED_KEYS, listUnknown, listWrongKinds } from './meta-keys.ts';
import { type MetaSettings, ownAddresses, pickSettings } from './meta-toml.ts';

export interface FileFacts {
  /** Raft addresses that do not answer. */
  readonly silent?: readonly string[];
  /** Hosts that do not resolve where the node runs. */
  readonly unresolved?: readonly string[];
  /** Whether the node still has to join: then somebody of its list has to live. @default false */
  readonly joins?: boolean;
}

/** What is wrong in the file of a meta node. Nothing wrong: one finding that says so. */
export function judgeMetaToml(node: MetaSpec, text: string, facts: FileFacts = {}): readonly Finding[] {
  const file = parse(node, text);
  if (!('tree' in file)) return [file];
  const { tree } = file;
  const settings = pickSettings(tree);
  const findings = [
    ...judgeKinds(node, tree),
    ...judgeStart(node, settings, tree, facts),
    ...judgeIdentity(node, settings),
    ...judgeAddresses(node, settings, facts),
    ...judgeKeys(node, tree),
  ];
  if (findings.length > 0) return findings;
  return [say(node, 'meta-file', 'ok', `${node.file} is one that it starts with`)];
}

function parse(node: MetaSpec, text: string): Finding | { readonly tree: TomlTable } {
  try {
    return { tree: readToml(text, node.file) };
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return say(node, 'meta-file', 'refusal', error.message, check(node));
  }
}

function judgeKinds(node: MetaSpec, tree: TomlTable): readonly Finding[] {
  return listWrongKinds(tree).map(({ key, expected }) =>
    refuse(node, `${key} in ${node.file} is no ${expected}: it does not start with that`, check(node)),
  );
}

function judgeStart(
  node: MetaSpec,
  settings: MetaSettings,
  tree: TomlTable,
  { silent = [], joins = false }: FileFacts,
): readonly Finding[] {
  const { single, join } = settings;
  const found: Finding[] = [];
  if (single && join.length > 0) {
    found.push(refuse(node, `${node.file} says single and join: it starts with exactly one of them`, 'single = false'));
  }
  if (!single && join.length === 0) {
    found.push(
      refuse(node, `${node.file} says neither single nor join: it does not start`, 'join = [<the other members>]'),
    );
  }
  const [own] = join.filter((address) => ownAddresses(settings).includes(address));
  if (own !== undefined) {
    found.push(
      refuse(node, `join in ${node.file} names ${own}, the node itself: it does not start`, `take ${own} out`),
    );
  }
  if (joins && join.length > 0 && join.every((address) => silent.includes(address))) {
    found.push(
      refuse(node, `nobody in join of ${node.file} answers: ${join.join(', ')}`, 'join = [<members that live>]'),
    );
  }
  const leaving = lookUp(tree, ['raft_config', 'leave_via']);
  if (Array.isArray(leaving) && leaving.length > 0) {
    found.push(refuse(node, `${node.file} says leave_via: it would take a node out instead of serving`, check(node)));
  }
  return found;
}

function judgeIdentity(node: MetaSpec, { id, raftDir, raftPort }: MetaSettings): readonly Finding[] {
  const found: Finding[] = [];
  if (id !== node.id) {
    found.push(
      refuse(
        node,
        `id in ${node.file} is ${id}, in the cluster file it is ${node.id}`,
        `id: ${id}   # in the cluster file`,
      ),
    );
  }
  if (!raftDir.startsWith('/')) {
    const why = 'where it starts decides which data it has';
    found.push(refuse(node, `raft_dir in ${node.file} is ${raftDir}, which is not absolute: ${why}`, check(node)));
  } else if (trim(raftDir) !== trim(node.raftDir)) {
    found.push(
      refuse(
        node,
        `raft_dir in ${node.file} is ${raftDir}, in the cluster file it is ${node.raftDir}`,
        `raftDir: ${raftDir}   # in the cluster file`,
      ),
    );
  }
  if (raftPort !== node.ports.raft) {
    found.push(
      refuse(
        node,
        `raft_api_port in ${node.file} is ${raftPort}, in the cluster file it is ${node.ports.raft}`,
        `ports: { raft: ${raftPort} }   # in the cluster file`,
      ),
    );
  }
  return found;
}

const NOWHERE = /^(?:0\.0\.0\.0|\[?::\]?|localhost|127\.0\.0\.1|\[?::1\]?)$/i;

function judgeAddresses(node: MetaSpec, settings: MetaSettings, { unresolved = [] }: FileFacts): readonly Finding[] {
  const { raftAdvertiseHost: raft, grpcAdvertiseHost: grpc } = settings;
  const change = (key: string) => `${key} = "${node.host}"`;
  const found: Finding[] = [];
  if (raft === undefined) {
    const message = `${node.file} has no raft_advertise_host: the name of the host is given out, which others may not know`;
    found.push(say(node, 'meta-address', 'refusal', message, change('raft_advertise_host')));
  }
  if (grpc === undefined) {
    const message = `${node.file} has no grpc_api_advertise_host: Query nodes are told an empty address`;
    found.push(say(node, 'meta-settings', 'warning', message, change('grpc_api_advertise_host')));
  }
  if (isHidden(settings.raftListenHost, node)) {
    const message = `${node.file} lets the raft port listen on ${settings.raftListenHost} only, where no other member reaches it`;
    found.push(say(node, 'meta-address', 'refusal', message, change('raft_listen_host')));
  }
  const grpcHost = settings.grpcAddress.replace(/:\d*$/, '');
  if (isHidden(grpcHost, node)) {
    const message = `${node.file} lets the grpc port listen on ${grpcHost} only, where no Query node reaches it`;
    found.push(say(node, 'meta-settings', 'warning', message, `grpc_api_address = "${node.host}:${node.ports.grpc}"`));
  }
  for (const [key, host] of [
    ['raft_advertise_host', raft],
    ['grpc_api_advertise_host', grpc],
  ] as const) {
    if (host === undefined) continue;
    if (NOWHERE.test(host) && host !== node.host) {
      const message = `${key} in ${node.file} is ${host}, which is another machine to everyone who asks`;
      found.push(say(node, 'meta-address', 'refusal', message, change(key)));
    } else if (unresolved.includes(host)) {
      const message = `${key} in ${node.file} is ${host}, which does not resolve`;
      found.push(say(node, 'meta-address', 'refusal', message, `getent hosts ${host}`));
    } else if (host !== node.host) {
      const message = `${key} in ${node.file} is ${host}, in the cluster file the host is ${node.host}`;
      found.push(say(node, 'meta-settings', 'warning', message, change(key)));
    }
  }
  return found;
}

function isHidden(host: string, node: MetaSpec): boolean {
  return /^(?:localhost|127\.0\.0\.1|\[?::1\]?)$/i.test(host) && host !== node.host;
}

function judgeKeys(node: MetaSpec, tree: TomlTable): readonly Finding[] {
  const ignored = IGNORED_KEYS.filter((key) => lookUp(tree, key.split('.')) !== undefined).map((key) => {
    const flag = `--${(key.split('.').at(-1) ?? '').replaceAll('_', '-')}`;
    const message = `${key} in ${node.file} has no effect: the default of the command line wins`;
    return say(node, 'meta-settings', 'warning', message, `${flag} <milliseconds>   # in ExecStart of ${node.unit}`);
  });
  const unknown = listUnknown(tree).map(({ key, meant }) => {
    const message = `${key} in ${node.file} is not known to databend-meta, which says nothing and ignores it`;
    return say(node, 'meta-settings', 'warning', message, ...(meant === undefined ? [] : [`did you mean ${meant}?`]));
  });
  return [...ignored, ...unknown];
}

function trim(path: string): string {
  return path.replace(/(?<=.)\/+$/, '');
}

function refuse(node: MetaSpec, message: string, ...next: readonly string[]): Finding {
  return say(node, 'meta-file', 'refusal', message, ...next);
}

function check(node: MetaSpec): string {
  return `${node.home}/bin/databend-meta -c ${node.file} --cmd show-config   # on ${node.host}`;
}

function say(node: MetaSpec, gate: GateName, severity: Severity, message: string, ...next: readonly string[]): Finding {
  return { gate, severity, subject: node.alias, message, ...(next.length > 0 && { next }) };
}

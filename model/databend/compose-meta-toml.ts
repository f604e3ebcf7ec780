import { IPV4 } from '../patterns.ts';
import { editToml, type TomlEdit } from '../toml/edit-toml.ts';
import { lookUp, readToml, type TomlTable } from '../toml/read-toml.ts';
import { type MetaSpec, metaHandle } from './cluster-spec.ts';

export interface NewMember {
  readonly node: MetaSpec;
  /** Whose file is taken; absent when it is the node's own. */
  readonly from?: MetaSpec;
  /** Raft addresses of members that it asks to be taken in. Empty: it begins a cluster of its own. */
  readonly join: readonly string[];
  /** Whether it joins without a vote. @default false */
  readonly learner?: boolean;
}

/** The file of a new member: that of another one, and in it only what is the node's own is another. */
export function composeMetaToml(base: string, { node, from, join, learner = false }: NewMember, name?: string): string {
  const file = readToml(base, name);
  const own = [metaHandle(node), `${listenHost(file, node, from)}:${node.ports.raft}`];
  const others = [...new Set(join)].filter((address) => !own.includes(address));
  const edits: TomlEdit[] = [
    { path: ['admin_api_address'], value: adminAddress(file, node, from) },
    { path: ['grpc_api_address'], value: grpcAddress(file, node, from) },
    { path: ['grpc_api_advertise_host'], value: node.host },
    { path: ['raft_config', 'id'], value: node.id },
    { path: ['raft_config', 'raft_dir'], value: node.raftDir },
    { path: ['raft_config', 'raft_api_port'], value: node.ports.raft },
    { path: ['raft_config', 'raft_listen_host'], value: listenHost(file, node, from) },
    { path: ['raft_config', 'raft_advertise_host'], value: node.host },
    ...moveLogs(file, node, from),
    ...startEdits(file, others),
    ...setWhereNeeded(file, ['raft_config', 'learner'], learner),
  ];
  return editToml(base, edits, name);
}

/** Exactly one of the two, on every start (recorded on 1.2.888). */
export function startEdits(file: TomlTable, others: readonly string[]): readonly TomlEdit[] {
  const alone = others.length === 0;
  return [
    alone
      ? { path: ['raft_config', 'single'], value: true }
      : // Kept as false: so the opposite edit makes the file what it was.
        lookUp(file, ['raft_config', 'single']) !== undefined
        ? { path: ['raft_config', 'single'], value: false }
        : { path: ['raft_config', 'single'] },
    { path: ['raft_config', 'join'], value: alone ? undefined : others },
  ];
}

/** A key that is absent says false; it is not written only to say so. */
function setWhereNeeded(file: TomlTable, path: readonly string[], value: boolean): readonly TomlEdit[] {
  return value || lookUp(file, path) !== undefined ? [{ path, value }] : [];
}

const WILDCARD = /^(?:0\.0\.0\.0|\[?::\]?)$/;
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[?::1\]?)$/;

function listenHost(file: TomlTable, node: MetaSpec, from?: MetaSpec): string {
  return settleHost(textAt(file, 'raft_config', 'raft_listen_host'), node, from);
}

function grpcAddress(file: TomlTable, node: MetaSpec, from?: MetaSpec): string {
  return `${settleHost(hostOf(textAt(file, 'grpc_api_address')), node, from)}:${node.ports.grpc}`;
}

/** What looks after it may ask from its own host only: that stays as it is. */
function adminAddress(file: TomlTable, node: MetaSpec, from?: MetaSpec): string {
  const host = hostOf(textAt(file, 'admin_api_address') ?? '127.0.0.1:');
  const kept = host !== undefined && LOOPBACK.test(host) && host !== from?.host;
  return `${kept ? host : settleHost(host, node, from)}:${node.ports.admin}`;
}

/** All addresses stay all; one of another machine becomes ours. Listen addresses are numbers, so a name becomes all. */
function settleHost(host: string | undefined, node: MetaSpec, from?: MetaSpec): string {
  if (host !== undefined && WILDCARD.test(host)) return host;
  if (from === undefined && host !== undefined && !LOOPBACK.test(host)) return host;
  return IPV4.test(node.host) ? node.host : '0.0.0.0';
}

function hostOf(address: string | undefined): string | undefined {
  return address?.replace(/:\d*$/, '');
}

/** Logs that lie beside the raft directory of the other member lie beside that of the node. */
function moveLogs(file: TomlTable, node: MetaSpec, from?: MetaSpec): readonly TomlEdit[] {
  if (from === undefined) return [];
  const [there, here] = splitAlike(from.raftDir, node.raftDir);
  if (there === here) return [];
  return [['log_dir'], ['log', 'file', 'dir']].flatMap((path) => {
    const dir = textAt(file, ...path);
    return dir?.startsWith(`${there}/`) ? [{ path, value: here + dir.slice(there.length) }] : [];
  });
}

/** What is before the names that both paths end with. */
function splitAlike(a: string, b: string): readonly [string, string] {
  const [left, right] = [a.split('/'), b.split('/')];
  while (left.length > 1 && right.length > 1 && left.at(-1) === right.at(-1)) {
    left.pop();
    right.pop();
  }
  return [left.join('/'), right.join('/')];
}

function textAt(file: TomlTable, ...path: readonly string[]): string | undefined {
  const value = lookUp(file, path);
  return typeof value === 'string' ? value : undefined;
}

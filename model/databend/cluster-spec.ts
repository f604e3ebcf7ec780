import type { ClusterBase, NodeBase, SecretRef } from '../node-base.ts';

export interface MetaPorts {
  /** HTTP, for whoever looks after it. */
  readonly admin: number;
  /** Where Query nodes and `databend-metactl` ask. */
  readonly grpc: number;
  /** Where the members speak with each other, and where joins and leaves go. */
  readonly raft: number;
}

export interface QueryPorts {
  readonly http: number;
}

/** Both are services of systemd that read one TOML file at their start. */
interface ServiceBase extends NodeBase {
  /** Its TOML file. */
  readonly file: string;
  /** Name of the unit of systemd, e.g. `databend-meta.service`. */
  readonly unit: string;
  /** Directory of the file of the unit, should it have to be written. */
  readonly unitDir: string;
  /** User that the unit runs as; the directories are theirs. */
  readonly user: string;
}

/** A member of the Meta service. Its `host` is what it advertises, to the other members and to Query nodes. */
export interface MetaSpec extends ServiceBase {
  readonly role: 'meta';
  /** Of the raft group; never given twice. */
  readonly id: number;
  readonly raftDir: string;
  /** Directory for what is exported before a change. */
  readonly exports: string;
  readonly ports: MetaPorts;
}

/** A client of the Meta service: its file lists the members. */
export interface QuerySpec extends ServiceBase {
  readonly role: 'query';
  readonly ports: QueryPorts;
  /** Who asks the proving query. */
  readonly sql: { readonly user: string; readonly password?: SecretRef };
}

export type DatabendNode = MetaSpec | QuerySpec;

export interface DatabendCluster extends ClusterBase {
  readonly engine: 'databend';
  readonly nodes: readonly DatabendNode[];
}

/** As the member is recorded in the raft group. */
export function metaHandle({ host, ports }: Pick<MetaSpec, 'host' | 'ports'>): string {
  return `${host}:${ports.raft}`;
}

/** As the lists of Query nodes have it. */
export function metaEndpoint({ host, ports }: Pick<MetaSpec, 'host' | 'ports'>): string {
  return `${host}:${ports.grpc}`;
}

export function databendHandle(node: DatabendNode): string {
  return node.role === 'meta' ? metaHandle(node) : `${node.host}:${node.ports.http}`;
}

export function metasOf({ nodes }: Pick<DatabendCluster, 'nodes'>): readonly MetaSpec[] {
  return nodes.filter((node) => node.role === 'meta');
}

export function queriesOf({ nodes }: Pick<DatabendCluster, 'nodes'>): readonly QuerySpec[] {
  return nodes.filter((node) => node.role === 'query');
}

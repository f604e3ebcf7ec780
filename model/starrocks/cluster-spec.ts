import type { ClusterBase, NodeBase, SecretRef } from '../node-base.ts';

export interface FrontendPorts {
  readonly http: number;
  readonly rpc: number;
  readonly query: number;
  readonly editLog: number;
}

/** Of backends and compute nodes. */
export interface BackendPorts {
  readonly be: number;
  readonly http: number;
  /** The one under which the database knows the node. */
  readonly heartbeat: number;
  readonly brpc: number;
  readonly starlet: number;
}

/** `conf/` and `log/` are below its home too. */
interface StarRocksNodeBase extends NodeBase {
  /** JAVA_HOME for the start script; SSH sessions are not login shells. */
  readonly java?: string;
  /** What its conf file must say beyond ports and directories. */
  readonly config: Readonly<Record<string, string | SecretRef>>;
}

export interface FrontendSpec extends StarRocksNodeBase {
  readonly role: 'fe';
  /** Joins as an observer: it replays the journal and has no vote. @default false */
  readonly observer?: true;
  /** @default `<home>/meta` */
  readonly meta: string;
  readonly ports: FrontendPorts;
}

export interface StoragePath {
  readonly path: string;
  /** @default the backend finds out by itself */
  readonly medium?: 'ssd' | 'hdd';
}

export interface BackendSpec extends StarRocksNodeBase {
  readonly role: 'be' | 'cn';
  readonly ports: BackendPorts;
  /** Where it keeps tablets, or what it caches of them. @default `<home>/storage` */
  readonly storage: readonly StoragePath[];
}

export type StarRocksNode = FrontendSpec | BackendSpec;

export type StarRocksRole = StarRocksNode['role'];

export interface StarRocksCluster extends ClusterBase {
  readonly engine: 'starrocks';
  readonly sql: { readonly user: string; readonly password?: SecretRef };
  readonly nodes: readonly StarRocksNode[];
}

/** The name under which the database knows a frontend. */
export function frontendHandle(node: Pick<FrontendSpec, 'host' | 'ports'>): string {
  return `${node.host}:${node.ports.editLog}`;
}

/** The name under which the database knows a backend or a compute node. */
export function backendHandle(node: Pick<BackendSpec, 'host' | 'ports'>): string {
  return `${node.host}:${node.ports.heartbeat}`;
}

export function starRocksHandle(node: StarRocksNode): string {
  return node.role === 'fe' ? frontendHandle(node) : backendHandle(node);
}

export function frontendsOf({ nodes }: Pick<StarRocksCluster, 'nodes'>): readonly FrontendSpec[] {
  return nodes.filter((node) => node.role === 'fe');
}

/** Backends and compute nodes. */
export function backendsOf({ nodes }: Pick<StarRocksCluster, 'nodes'>): readonly BackendSpec[] {
  return nodes.filter((node) => node.role !== 'fe');
}

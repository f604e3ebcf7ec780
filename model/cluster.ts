/** A secret is never in a file or in history, only the place where the worker finds it. */
export type SecretRef =
  | { readonly from: 'env'; readonly name: string }
  | { readonly from: 'file'; readonly path: string }
  /** A program, by its absolute path, and its arguments; it prints the secret. */
  | { readonly from: 'exec'; readonly command: readonly string[] };

export type Engine = 'starrocks';
/** `fe` a frontend · `be` a backend, which holds data · `cn` a compute node, which holds none. */
export type Role = 'fe' | 'be' | 'cn';
export const ROLES: readonly Role[] = ['fe', 'be', 'cn'];

/** As a sentence has it. */
export const ROLE_WORDS: Readonly<Record<Role, string>> = { fe: 'frontend', be: 'backend', cn: 'compute node' };

/**
 * How the worker reaches a host, as the cluster file says it. Paths are absolute and those of the worker's machine. With
 * `config` everything but the host may be absent: the worker looks it up when it connects.
 */
export interface SshTarget {
  /** An address; with `config` also a name that is defined there. */
  readonly host: string;
  readonly port?: number;
  readonly user?: string;
  /** Private key; with `agent` also a public one, which says which of the agent's keys is meant. */
  readonly key?: string;
  readonly passphrase?: SecretRef;
  readonly knownHosts?: string;
  /** The keys of the agent that the worker's SSH_AUTH_SOCK leads to, after `key`. */
  readonly agent?: boolean;
  /** A configuration file of the OpenSSH client. */
  readonly config?: string;
  /** Servers on the way, the first one first; an empty list means none, whatever `config` says. */
  readonly jumps?: readonly SshJump[];
  /** Every command and file on the host is this user's, by `sudo -n`. @default none: the SSH user's own */
  readonly become?: string;
}

/** Without a user that of the host, unless `config` knows one. */
export interface SshJump {
  readonly host: string;
  readonly port?: number;
  readonly user?: string;
}

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

interface NodeBase {
  readonly alias: string;
  /** The address as the database stores it. */
  readonly host: string;
  readonly ssh: SshTarget;
  /** Directory of the role on the host; `bin/`, `conf/` and `log/` are below it. */
  readonly home: string;
  /** JAVA_HOME for the start script; SSH sessions are not login shells. */
  readonly java?: string;
  /** What its conf file must say beyond ports and directories. */
  readonly config: Readonly<Record<string, string | SecretRef>>;
  /** Archive on the worker's machine that is placed when `home` holds no product yet. */
  readonly package?: string;
}

export interface FrontendSpec extends NodeBase {
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

export interface BackendSpec extends NodeBase {
  readonly role: 'be' | 'cn';
  readonly ports: BackendPorts;
  /** Where it keeps tablets, or what it caches of them. @default `<home>/storage` */
  readonly storage: readonly StoragePath[];
}

export type NodeSpec = FrontendSpec | BackendSpec;

/** The cluster file, resolved: defaults applied, paths absolute, every string checked. */
export interface ClusterSpec {
  readonly name: string;
  readonly engine: Engine;
  readonly version: string;
  readonly sql: { readonly user: string; readonly password?: SecretRef };
  readonly nodes: readonly NodeSpec[];
  /**
   * Multiplies every probe interval and waiting time. Only for sandboxes, whose clock runs faster.
   * @default 1
   */
  readonly pace: number;
}

/** The name under which the database knows a frontend. */
export function frontendHandle(node: Pick<FrontendSpec, 'host' | 'ports'>): string {
  return `${node.host}:${node.ports.editLog}`;
}

/** The name under which the database knows a backend or a compute node. */
export function backendHandle(node: Pick<BackendSpec, 'host' | 'ports'>): string {
  return `${node.host}:${node.ports.heartbeat}`;
}

export function nodeHandle(node: NodeSpec): string {
  return node.role === 'fe' ? frontendHandle(node) : backendHandle(node);
}

export function frontendsOf({ nodes }: Pick<ClusterSpec, 'nodes'>): readonly FrontendSpec[] {
  return nodes.filter((node) => node.role === 'fe');
}

/** Backends and compute nodes. */
export function backendsOf({ nodes }: Pick<ClusterSpec, 'nodes'>): readonly BackendSpec[] {
  return nodes.filter((node) => node.role !== 'fe');
}

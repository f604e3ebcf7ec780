/** A secret is never in a file or in history, only the place where the worker finds it. */
export type SecretRef =
  | { readonly from: 'env'; readonly name: string }
  | { readonly from: 'file'; readonly path: string };

export type Engine = 'starrocks';
export type Role = 'fe';

/** How the worker reaches a host. Paths are absolute and those of the worker's machine. */
export interface SshTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly key: string;
  readonly knownHosts: string;
}

export interface FrontendPorts {
  readonly http: number;
  readonly rpc: number;
  readonly query: number;
  readonly editLog: number;
}

export interface NodeSpec {
  readonly alias: string;
  readonly role: Role;
  /** Joins as an observer: it replays the journal and has no vote. @default false */
  readonly observer?: true;
  /** The address as the database stores it. */
  readonly host: string;
  readonly ssh: SshTarget;
  /** Directory of the role on the host; `bin/`, `conf/` and `log/` are below it. */
  readonly home: string;
  /** @default `<home>/meta` */
  readonly meta: string;
  /** JAVA_HOME for the start script; SSH sessions are not login shells. */
  readonly java?: string;
  readonly ports: FrontendPorts;
  /** What `fe.conf` must say beyond ports and meta_dir. */
  readonly config: Readonly<Record<string, string | SecretRef>>;
  /** Archive on the worker's machine that is placed when `home` holds no product yet. */
  readonly package?: string;
}

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
export function frontendHandle(node: Pick<NodeSpec, 'host' | 'ports'>): string {
  return `${node.host}:${node.ports.editLog}`;
}

/** A secret is never in a file or in history, only the place where the worker finds it. */
export type SecretRef =
  | { readonly from: 'env'; readonly name: string }
  | { readonly from: 'file'; readonly path: string }
  /** A program, by its absolute path, and its arguments; it prints the secret. */
  | { readonly from: 'exec'; readonly command: readonly string[] };

export type Engine = 'starrocks';
export type Role = 'fe';

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

import type { WindowRules } from './windows/rules.ts';
import type { NoticeEvent } from './notices/events.ts';

/** A secret is never in a file or in history, only the place where the worker finds it. */
export type SecretRef =
  | { readonly from: 'env'; readonly name: string }
  | { readonly from: 'file'; readonly path: string }
  /** A program, by its absolute path, and its arguments; it prints the secret. */
  | { readonly from: 'exec'; readonly command: readonly string[] };

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

/** What every node of every engine has. */
export interface NodeBase {
  readonly alias: string;
  /** The address as the database stores it. */
  readonly host: string;
  readonly ssh: SshTarget;
  /** Directory of the product on the host; `bin/` is below it. */
  readonly home: string;
  /** Archive on the worker's machine that is placed when `home` holds no product yet. */
  readonly package?: string;
}

/** Where somebody is told of what operations come to. */
export interface HookSpec {
  /** Whoever has the address of a hook may post to it: it is a secret. */
  readonly url: SecretRef;
  readonly on: readonly NoticeEvent[];
}

/** What every cluster file has. */
export interface ClusterBase {
  readonly name: string;
  readonly version: string;
  /**
   * Multiplies every probe interval and waiting time. Only for sandboxes, whose clock runs faster.
   * @default 1
   */
  readonly pace: number;
  /** When disruptive steps may begin. @default at any time */
  readonly windows?: WindowRules;
  /** @default nobody is told */
  readonly notify?: readonly HookSpec[];
}

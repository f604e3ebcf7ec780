import type { SecretRef } from '../../model/cluster.ts';
import { isIpv6 } from '../../model/patterns.ts';

/** One server to log in to, with nothing left open: the host itself or one on the way to it. */
export interface SshEndpoint {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly keys: readonly KeyFile[];
  readonly agent?: AgentChoice;
  readonly knownHosts: readonly string[];
  /** Under which known_hosts knows it, when not under its address. */
  readonly hostKeyAlias?: string;
  /** The command with which a person gets there. */
  readonly command: string;
  /** Whether a jump server is before it: no program but ssh reaches it then. */
  readonly behind?: boolean;
  /** What it is on the way, e.g. `jump server 1 of 2 to fe-1`. Absent for the host itself. */
  readonly place?: string;
}

export interface KeyFile {
  readonly path: string;
  readonly passphrase?: SecretRef;
  /** Passed over when it is not there or cannot be used, as `ssh` does with the files of its configuration. */
  readonly optional: boolean;
}

export interface AgentChoice {
  /** Undefined when the worker has no SSH_AUTH_SOCK. */
  readonly socket: string | undefined;
  /** Without it no login is tried; otherwise the agent is one way of several. */
  readonly required: boolean;
  /** Only the keys that `keys` names by their public half. */
  readonly namedOnly: boolean;
}

/** `user@host:port`, and what it is when it is not the host itself. */
export function describeEndpoint({ user, host, port, place }: SshEndpoint): string {
  const login = `${user}@${isIpv6(host) ? `[${host}]` : host}:${port}`;
  return place === undefined ? login : `${login} (${place})`;
}

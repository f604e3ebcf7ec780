import type { SshJump, SshTarget } from './cluster.ts';
import { isIpv6 } from './patterns.ts';

/**
 * Whether nothing but an agent can open this host. An agent may be gone with the login of the person who started it, and
 * an operation outlives that. With `config` a key may be named there, so it is not said of such a host.
 */
export function isAgentOnly({ agent, key, config }: SshTarget): boolean {
  return agent === true && key === undefined && config === undefined;
}

/** `user@host` for messages; the bare host when `config` knows the user. */
export function describeLogin({ user, host }: Pick<SshTarget, 'user' | 'host'>): string {
  return user === undefined ? host : `${user}@${host}`;
}

/** The command with which a person comes to the same place by the same way. */
export function sshCommand(target: SshTarget): string {
  const { config, key, agent, port, jumps, knownHosts } = target;
  const words = ['ssh'];
  if (config !== undefined) words.push('-F', config);
  if (key !== undefined) words.push('-i', key);
  if (key !== undefined && agent !== true) words.push('-o', 'IdentitiesOnly=yes');
  if (knownHosts !== undefined) words.push('-o', `UserKnownHostsFile=${knownHosts}`);
  if (jumps !== undefined) words.push('-J', jumps.length === 0 ? 'none' : jumps.map(formatJump).join(','));
  if (port !== undefined) words.push('-p', String(port));
  return [...words, describeLogin(target)].join(' ');
}

/** As `ssh -J` takes it. */
export function formatJump({ user, host, port }: SshJump): string {
  const name = isIpv6(host) ? `[${host}]` : host;
  return `${user === undefined ? '' : `${user}@`}${name}${port === undefined ? '' : `:${port}`}`;
}

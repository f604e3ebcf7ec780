import { parseJumps } from '../../model/cluster-file/parse-jumps.ts';
import type { SshJump, SshTarget } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';
import { sshCommand } from '../../model/ssh-target.ts';
import type { AgentChoice, KeyFile, SshEndpoint } from './endpoint.ts';
import { type ClientConfig, readClientConfig } from './read-client-config.ts';

/** A configuration whose jump servers lead to each other would go on for ever. */
const MOST_HOPS = 8;

/** Every server on the way to a host, the host itself last. */
export async function resolveRoute(target: SshTarget): Promise<readonly SshEndpoint[]> {
  const route = await followJumps(target, target, 1);
  const last = route.length - 1;
  return route.map((endpoint, index) => ({
    ...endpoint,
    ...(index > 0 && { behind: true }),
    ...(index < last && { place: `jump server ${index + 1} of ${last} to ${target.host}` }),
  }));
}

/** As OpenSSH does it: of several jump servers the last is reached through those before it, the first by its own way. */
async function followJumps(wanted: SshTarget, origin: SshTarget, hops: number): Promise<readonly SshEndpoint[]> {
  if (hops > MOST_HOPS) {
    throw new MusterError('BAD_INPUT', `The way to ${origin.host} has more than ${MOST_HOPS} jump servers`, {
      hint: `look for a circle of ProxyJump in ${origin.config ?? 'the cluster file'}`,
    });
  }
  const known = wanted.config === undefined ? undefined : await readClientConfig({ ...wanted, config: wanted.config });
  const endpoint = known ? mergeEndpoint(wanted, known) : plainEndpoint(wanted);
  const jumps = wanted.jumps ?? readProxyJump(known, wanted);
  const last = jumps.at(-1);
  if (last === undefined) return [endpoint];
  const before = jumps.slice(0, -1);
  const next = { ...describeHop(last, origin), ...(before.length > 0 && { jumps: before }) };
  return [...(await followJumps(next, origin, hops + 1)), endpoint];
}

function readProxyJump(known: ClientConfig | undefined, { host, config }: SshTarget): readonly SshJump[] {
  if (known?.proxyJump === undefined) return [];
  const jumps = parseJumps(known.proxyJump);
  if (jumps !== undefined) return jumps;
  throw new MusterError('BAD_INPUT', `The ProxyJump of ${host} in ${config} is not understood: ${known.proxyJump}`, {
    hint: 'expected user@host:port, several with commas between',
  });
}

/** With a configuration a jump server is what is said of it there; without, it is opened as the host is. */
function describeHop(jump: SshJump, { user, key, passphrase, knownHosts, agent, config }: SshTarget): SshTarget {
  if (config !== undefined) return { ...jump, config };
  return {
    port: 22,
    ...(user !== undefined && { user }),
    ...(key !== undefined && { key }),
    ...(passphrase !== undefined && { passphrase }),
    ...(knownHosts !== undefined && { knownHosts }),
    ...(agent !== undefined && { agent }),
    ...jump,
  };
}

function plainEndpoint(target: SshTarget): SshEndpoint {
  const { host, port = 22, user, agent, knownHosts } = target;
  if (user === undefined || knownHosts === undefined) {
    throw new MusterError('INTERNAL', `The SSH target ${host} has no user or no known_hosts file, and no config`);
  }
  return {
    host,
    port,
    user,
    keys: namedKey(target),
    ...(agent === true && { agent: explicitAgent(target) }),
    knownHosts: [knownHosts],
    command: sshCommand(target),
  };
}

/** What the cluster file says wins. */
function mergeEndpoint(target: SshTarget, known: ClientConfig): SshEndpoint {
  const { host, port, user, identityFiles, identitiesOnly, agentSocket, hostKeyAlias } = known;
  const named = namedKey(target);
  const found = identityFiles.map((path): KeyFile => ({ path, optional: true }));
  const agent = target.agent === true ? explicitAgent(target, known) : { socket: agentSocket, required: false };
  // A key that is named is meant alone, as is an agent that is turned off.
  const withAgent = target.agent ?? (named.length === 0 && agentSocket !== undefined);
  return {
    host,
    port,
    user,
    keys: named.length > 0 ? named : found,
    ...(withAgent && { agent: { namedOnly: named.length === 0 && identitiesOnly, ...agent } }),
    knownHosts: target.knownHosts === undefined ? known.knownHosts : [target.knownHosts],
    ...(hostKeyAlias !== undefined && { hostKeyAlias }),
    command: sshCommand(target),
  };
}

function namedKey({ key, passphrase }: SshTarget): readonly KeyFile[] {
  if (key === undefined) return [];
  return [{ path: key, optional: false, ...(passphrase !== undefined && { passphrase }) }];
}

function explicitAgent({ key, config }: SshTarget, known?: ClientConfig): AgentChoice {
  return {
    socket: known?.agentSocket ?? (process.env.SSH_AUTH_SOCK || undefined),
    required: key === undefined && config === undefined,
    namedOnly: known?.identitiesOnly ?? false,
  };
}

import type ssh2 from 'ssh2';
import { MusterError } from '../../model/error.ts';
import { openAgent } from './agent.ts';
import { describeEndpoint, type SshEndpoint } from './endpoint.ts';
import { readKeys } from './read-keys.ts';

/** The ways in that are tried, one after the other. */
export interface Logins {
  readonly methods: readonly (ssh2.PublicKeyAuthMethod | ssh2.AgentAuthMethod)[];
  /** For a message: `the key /a`, `the key /a nor any of the 2 keys of the ssh-agent`. */
  readonly tried: string;
}

/** Files before the agent: a host hangs up after some keys, and those of an agent may be many. */
export async function gatherLogins(endpoint: SshEndpoint): Promise<Logins> {
  const { user, keys: files, agent: choice } = endpoint;
  const read = await readKeys(files, choice !== undefined);
  const own = read.flatMap(({ path, own: key }) => (key ? [{ path, key }] : []));
  const named = read.flatMap(({ named: key }) => (key ? [key] : []));
  const namedOnly = choice?.namedOnly === true || read.some((key) => key.named && key.required);
  const agent = choice && (await openAgent({ ...choice, namedOnly }, named));
  if (own.length === 0 && agent === undefined) throw refuseNothing(endpoint, choice?.socket);
  const held = agent?.keys.length ?? 0;
  return {
    methods: [
      ...own.map(({ key }) => ({ type: 'publickey' as const, username: user, key })),
      ...(agent ? [{ type: 'agent' as const, username: user, agent }] : []),
    ],
    tried: [
      ...(own.length > 0 ? [`the key${own.length > 1 ? 's' : ''} ${own.map(({ path }) => path).join(', ')}`] : []),
      ...(agent ? [held === 1 ? 'the key of the ssh-agent' : `any of the ${held} keys of the ssh-agent`] : []),
    ].join(' nor '),
  };
}

function refuseNothing(endpoint: SshEndpoint, socket: string | undefined): MusterError {
  const files = endpoint.keys.map(({ path }) => path).join(', ') || 'none is named';
  const agent = socket === undefined ? 'the worker has no ssh-agent' : `the ssh-agent at ${socket} gives none`;
  return new MusterError('SSH_AUTH', `No key for ${describeEndpoint(endpoint)} can be used (${files}), and ${agent}`, {
    hint: `${endpoint.command} true   # on the machine of the worker`,
  });
}

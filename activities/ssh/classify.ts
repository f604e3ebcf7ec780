import type { SshTarget } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';

/** What ssh2 puts on its errors. */
interface SshFault extends Error {
  readonly level?: string;
  readonly code?: string;
}

/** An error before a connection stood: nothing has run. */
export function classifyConnectFault(fault: SshFault, target: SshTarget): MusterError {
  const { user, host, port, key } = target;
  const where = `${user}@${host}:${port}`;
  if (fault.level === 'client-authentication') {
    return new MusterError('SSH_AUTH', `${where} does not accept the key ${key}`, {
      hint: `ssh -i ${key} -o IdentitiesOnly=yes -p ${port} ${user}@${host} true`,
      cause: fault,
    });
  }
  // No common algorithm, or not an SSH server: trying again does not change it, but it is no question of trust either.
  const kind = fault.level === 'handshake' && /no matching/i.test(fault.message) ? 'refused' : 'transient';
  return new MusterError('SSH_UNREACHABLE', `${where} cannot be reached by SSH: ${describeFault(fault)}`, {
    kind,
    hint: `ssh -i ${key} -p ${port} ${user}@${host} true`,
    cause: fault,
  });
}

function describeFault(fault: SshFault): string {
  switch (fault.code) {
    case 'ECONNREFUSED':
      return 'connection refused';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'no route to the host';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'the name does not resolve';
    case 'ETIMEDOUT':
      return 'no answer';
    default:
      return fault.message;
  }
}

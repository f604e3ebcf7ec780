import { MusterError } from '../../model/error.ts';
import { describeEndpoint, type SshEndpoint } from './endpoint.ts';

/** What ssh2 puts on its errors. */
interface SshFault extends Error {
  readonly level?: string;
  readonly code?: string | number;
  /** Why the other side opened no channel (RFC 4254, 5.1). */
  readonly reason?: number | string;
}

/** An error before a connection stood: nothing has run. */
export function classifyConnectFault(fault: SshFault, endpoint: SshEndpoint, tried: string): MusterError {
  const where = describeEndpoint(endpoint);
  const hint = `${endpoint.command} true`;
  if (fault.level === 'client-authentication') {
    return new MusterError('SSH_AUTH', `${where} does not accept ${tried}`, { hint, cause: fault });
  }
  if (/too many authentication failures/i.test(fault.message)) {
    return new MusterError('SSH_AUTH', `${where} hung up after too many keys; tried were ${tried}`, {
      hint: 'name the key in the cluster file, ssh: { key: … }, or with IdentityFile and IdentitiesOnly in ssh.config',
      cause: fault,
    });
  }
  // No common algorithm, or not an SSH server: trying again does not change it, but it is no question of trust either.
  const kind = fault.level === 'handshake' && /no matching/i.test(fault.message) ? 'refused' : 'transient';
  return new MusterError('SSH_UNREACHABLE', `${where} cannot be reached by SSH: ${describeFault(fault)}`, {
    kind,
    hint,
    cause: fault,
  });
}

/** A jump server that does not connect us with the next one. */
export function classifyForwardFault(fault: SshFault, jump: SshEndpoint, next: SshEndpoint): MusterError {
  const ADMINISTRATIVELY_PROHIBITED = 1;
  const forbidden = fault.reason === ADMINISTRATIVELY_PROHIBITED;
  const said = forbidden
    ? 'it does not allow forwarding'
    : fault.message.replace(/^\(SSH\) Channel open failure: /, '');
  return new MusterError(
    'SSH_UNREACHABLE',
    `${describeEndpoint(jump)} does not connect to ${next.host}:${next.port}: ${said}`,
    {
      kind: forbidden ? 'refused' : 'transient',
      hint: forbidden ? 'AllowTcpForwarding and PermitOpen in its sshd_config' : `${next.command} true`,
      cause: fault,
    },
  );
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

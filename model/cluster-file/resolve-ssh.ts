import type { SshTarget } from '../cluster.ts';
import { parseJumps } from './parse-jumps.ts';
import type { Resolving } from './resolving.ts';
import { parseSecretRef, SECRET_FORMS } from './secret-ref.ts';

interface SshText {
  readonly host?: string;
  readonly port?: number;
  readonly user?: string;
  readonly key?: string;
  readonly passphrase?: string;
  readonly agent?: boolean;
  readonly config?: string;
  readonly jump?: string;
  readonly knownHosts?: string;
}

/** What a file, a role and a node say of the way to a host. */
interface Placed {
  readonly ssh?: SshText;
  readonly become?: string;
}

/** Node over role over file. With `config` nothing is filled in: what is left out is looked up there. */
export function resolveSsh(
  alias: string,
  node: Placed & { readonly role: string; readonly host: string },
  role: Placed | undefined,
  { file, source, resolvePath, report }: Resolving<{ readonly ssh?: SshText }>,
): SshTarget | undefined {
  const given = { ...file.ssh, ...role?.ssh, ...node.ssh };
  const { user, port, agent, config } = given;
  const place = source.keyAt(['nodes', alias]);
  if (user === undefined && config === undefined) {
    report(
      place,
      `nodes.${alias} has no SSH user, expected ssh: { user: … } here, in roles.${node.role} or for the file`,
    );
    return undefined;
  }
  const passphrase = given.passphrase === undefined ? undefined : parseSecretRef(given.passphrase, resolvePath);
  if (passphrase === 'malformed') {
    report(place, `ssh.passphrase of nodes.${alias} cannot be followed, expected ${SECRET_FORMS}`);
    return undefined;
  }
  if (passphrase !== undefined && given.key === undefined) {
    report(place, `nodes.${alias} has an SSH passphrase without a key, expected ssh: { key: … } beside it`);
    return undefined;
  }
  const filled =
    config === undefined
      ? { port: 22, key: agent === true ? undefined : '~/.ssh/id_ed25519', knownHosts: '~/.ssh/known_hosts' }
      : undefined;
  const key = given.key ?? filled?.key;
  const knownHosts = given.knownHosts ?? filled?.knownHosts;
  const jumps = given.jump === undefined ? undefined : parseJumps(given.jump);
  const become = node.become ?? role?.become;
  const resolvedPort = port ?? filled?.port;
  return {
    host: given.host ?? node.host,
    ...(resolvedPort !== undefined && { port: resolvedPort }),
    ...(user !== undefined && { user }),
    ...(key !== undefined && { key: resolvePath(key) }),
    ...(passphrase !== undefined && { passphrase }),
    ...(knownHosts !== undefined && { knownHosts: resolvePath(knownHosts) }),
    ...(agent !== undefined && { agent }),
    ...(config !== undefined && { config: resolvePath(config) }),
    ...(jumps !== undefined && { jumps }),
    // Nobody needs sudo to be who they are.
    ...(become !== undefined && become !== user && { become }),
  };
}

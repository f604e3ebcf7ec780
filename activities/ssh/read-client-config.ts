import { homedir, hostname, userInfo } from 'node:os';
import { execa } from 'execa';
import type { SshTarget } from '../../model/cluster.ts';
import { MusterError } from '../../model/error.ts';

/** What the configuration of the OpenSSH client says of one host. */
export interface ClientConfig {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly identityFiles: readonly string[];
  readonly identitiesOnly: boolean;
  /** Undefined when there is none, or when it is turned off. */
  readonly agentSocket: string | undefined;
  readonly knownHosts: readonly string[];
  readonly hostKeyAlias?: string;
  /** As written: `user@host:port`, several with commas. */
  readonly proxyJump?: string;
}

type Asked = Pick<SshTarget, 'host' | 'user' | 'port'> & { readonly config: string };

/**
 * Asked of `ssh -G`, so that Include, Match, patterns and precedence are those of the person's own `ssh`. It connects to
 * nothing; what a `Match exec` runs, it runs too.
 */
export async function readClientConfig({ config, host, user, port }: Asked): Promise<ClientConfig> {
  const options = [...(user === undefined ? [] : ['-l', user]), ...(port === undefined ? [] : ['-p', String(port)])];
  const { failed, code, stdout, stderr, timedOut } = await execa('ssh', ['-G', '-F', config, ...options, '--', host], {
    reject: false,
    stdin: 'ignore',
    timeout: 10_000,
    env: { LC_ALL: 'C' },
  });
  if (code === 'ENOENT') {
    throw new MusterError('BAD_INPUT', `ssh.config ${config} is read by the OpenSSH client, and the worker has none`, {
      hint: 'apt-get install openssh-client   # on the machine of the worker',
    });
  }
  if (failed) {
    const said = timedOut ? 'ssh -G did not end within 10 s' : firstComplaint(stderr);
    throw new MusterError('BAD_INPUT', `The SSH configuration of ${host} cannot be read: ${said}`, {
      hint: `ssh -G -F ${config} ${host}   # on the machine of the worker`,
    });
  }
  return interpretConfig(stdout, host, config);
}

/** One `keyword value` a line; keywords in lower case. */
export function interpretConfig(printed: string, name: string, config: string): ClientConfig {
  const values = (keyword: string) =>
    printed
      .split('\n')
      .filter((line) => line.startsWith(`${keyword} `))
      .map((line) => line.slice(keyword.length + 1));
  const value = (keyword: string) => values(keyword).find((text) => text !== 'none');
  const proxyCommand = value('proxycommand');
  if (proxyCommand !== undefined) {
    throw new MusterError('BAD_INPUT', `${config} reaches ${name} by a ProxyCommand, which is not followed`, {
      hint: 'write ProxyJump there, or ssh: { jump: user@host } in the cluster file',
    });
  }
  const host = value('hostname') ?? name;
  const port = Number(value('port') ?? 22);
  const user = value('user') ?? userInfo().username;
  const hostKeyAlias = value('hostkeyalias');
  const proxyJump = value('proxyjump');
  const expand = (path: string) => expandPath(path, { d: homedir(), h: host, n: name, p: String(port), r: user });
  const files = (keyword: string) =>
    values(keyword)
      .flatMap((line) => line.split(' '))
      .filter((path) => path !== '' && path !== 'none')
      .map(expand);
  return {
    host,
    port,
    user,
    identityFiles: files('identityfile'),
    identitiesOnly: value('identitiesonly') === 'yes',
    agentSocket: chooseAgent(values('identityagent')[0], expand),
    knownHosts: [...files('userknownhostsfile'), ...files('globalknownhostsfile')],
    ...(hostKeyAlias !== undefined && { hostKeyAlias }),
    ...(proxyJump !== undefined && { proxyJump }),
  };
}

/** `IdentityAgent`: none, SSH_AUTH_SOCK, $VARIABLE or a path; without it SSH_AUTH_SOCK. */
function chooseAgent(written: string | undefined, expand: (path: string) => string): string | undefined {
  if (written === 'none') return undefined;
  if (written === undefined || written === 'SSH_AUTH_SOCK') return process.env.SSH_AUTH_SOCK || undefined;
  if (/^\$\w+$/.test(written)) return process.env[written.slice(1)] || undefined;
  return expand(written);
}

/** `ssh -G` prints paths before it puts in `~`, `${VARIABLE}` and its tokens (ssh_config(5), TOKENS). */
function expandPath(path: string, tokens: Readonly<Record<string, string>>): string {
  const all: Readonly<Record<string, string>> = {
    ...tokens,
    '%': '%',
    i: String(userInfo().uid),
    u: userInfo().username,
    l: hostname(),
    L: hostname().split('.')[0] ?? '',
  };
  return path
    .replace(/^~(?=\/|$)/, homedir())
    .replaceAll(/\$\{(\w+)\}/g, (_, name: string) => process.env[name] ?? '')
    .replaceAll(/%(.)/g, (token, letter: string) => all[letter] ?? token);
}

function firstComplaint(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('Pseudo-terminal'));
  return (lines[0] ?? 'ssh -G failed').slice(0, 400);
}

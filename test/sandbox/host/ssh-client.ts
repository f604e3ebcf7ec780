import { readFileSync } from 'node:fs';
import ssh2, { type Client, type ClientChannel } from 'ssh2';
import type { SandboxHost } from '../../../sandbox/engine.ts';
import { SANDBOX_USER, sandboxPaths } from '../../../sandbox/host/layout.ts';

export interface Target {
  readonly dir: string;
  readonly host: SandboxHost;
  readonly sshPort: number;
}

export interface ConnectOptions {
  readonly user?: string;
  readonly key?: string;
}

/** Connects as the worker would: by key, with the host's key compared to known_hosts. */
export function connect({ dir, host, sshPort }: Target, { user, key }: ConnectOptions = {}): Promise<Client> {
  const paths = sandboxPaths(dir);
  const known = readFileSync(paths.knownHosts, 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`[${host.address}]:${sshPort} `));
  return new Promise((resolve, reject) => {
    const client = new ssh2.Client();
    client.once('ready', () => resolve(client));
    client.once('error', reject);
    client.once('close', () => reject(new Error('closed before it was ready')));
    client.on('error', () => {});
    client.connect({
      host: host.address,
      port: sshPort,
      username: user ?? SANDBOX_USER,
      privateKey: key ?? readFileSync(paths.clientKey, 'utf8'),
      hostVerifier: (shown: Buffer) => shown.toString('base64') === known?.split(' ')[2],
      readyTimeout: 60_000,
    });
  });
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null | undefined;
  readonly signal: string | undefined;
}

export function openCommand(client: Client, command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => (error ? reject(error) : resolve(channel)));
  });
}

/** Runs a command to its end. Without code and signal the connection was lost before the answer. */
export async function run(client: Client, command: string, stdin: string | Buffer = ''): Promise<Outcome> {
  const channel = await openCommand(client, command);
  channel.end(stdin);
  return collect(channel);
}

export function collect(channel: ClientChannel): Promise<Outcome> {
  return new Promise((resolve) => {
    let stdout = '';
    let stderr = '';
    channel.setEncoding('utf8');
    channel.on('data', (text: string) => {
      stdout += text;
    });
    channel.stderr.setEncoding('utf8');
    channel.stderr.on('data', (text: string) => {
      stderr += text;
    });
    channel.on('error', () => {});
    // Not by `exit`: of a quick command that may have come together with the channel, before anybody listened. This waits for a reader.
    channel.on('close', (code?: number | null, signal?: string) => resolve({ stdout, stderr, code, signal }));
  });
}
